package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.figleaf.rules.EjectionSpec;
import dev.figleaf.rules.Percentage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long failures keep an endpoint out, and what it gets when it is back. */
class StandingTest {
  private static final Duration OUT = Duration.ofSeconds(30);

  private final ManualTime time = new ManualTime();
  private final Standing standing =
      new Standing(new EjectionSpec(true, 5, OUT, new Percentage(50_000)));

  @Test
  void theFifthFailureInARowIsEnough() {
    assertThat(fail(4)).isFalse();
    assertThat(standing.failed()).isTrue();
  }

  @Test
  void aSuccessInBetweenBeginsTheCountAnew() {
    fail(4);
    standing.succeeded();
    assertThat(fail(4)).isFalse();
    assertThat(standing.failures()).isEqualTo(4);
  }

  @Test
  void whoCouldNotGoIsAskedForAfterAsManyMoreFailures() {
    fail(5);
    assertThat(fail(4)).isFalse();
    assertThat(standing.failed()).isTrue();
  }

  @Test
  void nobodyGoesWhereEjectionIsOff() {
    var never = new Standing(new EjectionSpec(false, 1, OUT, new Percentage(50_000)));
    assertThat(never.failed()).isFalse();
  }

  @Test
  void itComesBackWhenItsTimeIsOver() {
    standing.eject(time.getAsLong());
    time.pass(OUT.minusNanos(1));
    assertThat(standing.endEjection(time.getAsLong())).isFalse();
    time.pass(Duration.ofNanos(1));
    assertThat(standing.endEjection(time.getAsLong())).isTrue();
    assertThat(standing.isOut()).isFalse();
  }

  @Test
  void eachTimeItIsOutForLonger() {
    assertThat(outAndBack()).isEqualTo(OUT);
    assertThat(outAndBack()).isEqualTo(OUT.multipliedBy(2));
    assertThat(outAndBack()).isEqualTo(OUT.multipliedBy(3));
  }

  @Test
  void itIsNeverOutForMoreThanTenTimesAsLong() {
    Duration last = OUT;
    for (int i = 0; i < 20; i++) {
      last = outAndBack();
    }
    assertThat(last).isEqualTo(OUT.multipliedBy(Standing.MOST_TIMES));
  }

  @Test
  void whoStaysInAsLongAsItWasOutIsForgivenOneTime() {
    outAndBack();
    assertThat(outAndBack()).isEqualTo(OUT.multipliedBy(2));
    time.pass(OUT.multipliedBy(2));
    assertThat(outAndBack()).as("one of two forgiven").isEqualTo(OUT.multipliedBy(2));
    time.pass(OUT.multipliedBy(3));
    assertThat(outAndBack()).as("both forgiven").isEqualTo(OUT);
  }

  @Test
  void theShareGrowsEvenlyFromATenthToAll() {
    Duration slow = Duration.ofSeconds(10);
    assertThat(share(slow)).as("who was never away").isEqualTo(1);
    standing.cameBack(time.getAsLong());
    assertThat(share(slow)).isCloseTo(0.1, within(1e-9));
    time.pass(Duration.ofSeconds(5));
    assertThat(share(slow)).isCloseTo(0.55, within(1e-9));
    time.pass(Duration.ofSeconds(5));
    assertThat(share(slow)).isCloseTo(1, within(1e-9));
    assertThat(standing.isReturning()).isTrue();
    standing.endReturn(time.getAsLong(), slow.toNanos());
    assertThat(standing.isReturning()).isFalse();
  }

  private double share(Duration slow) {
    return standing.share(time.getAsLong(), slow.toNanos());
  }

  private Duration outAndBack() {
    Duration out = standing.eject(time.getAsLong());
    time.pass(out);
    standing.endEjection(time.getAsLong());
    return out;
  }

  private boolean fail(int times) {
    boolean enough = false;
    for (int i = 0; i < times; i++) {
      enough = standing.failed();
    }
    return enough;
  }
}
