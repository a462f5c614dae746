package dev.figleaf.proxy.upstream;

import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.CLOSED;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.HALF_OPEN;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.BreakerSpec;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.StatusClass;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of a breaker, and what brings it from one into another. */
class BreakerTest {
  private static final long FAST = TimeUnit.MILLISECONDS.toNanos(1);

  /** 50% of at least 4 calls in 10 s; open 1 s, doubling to 5 s; one probe. */
  private static final BreakerSpec SPEC =
      spec(Duration.ofSeconds(1), Duration.ofSeconds(5), 1, null);

  private final ManualClock clock = new ManualClock();
  private final List<State> told = new ArrayList<>();
  private Breaker breaker = breaker(SPEC);

  private static BreakerSpec spec(
      Duration openFor, Duration openAtMost, int probes, @Nullable Duration slowCall) {
    return new BreakerSpec(
            true,
            new Percentage(50_000),
            4,
            Duration.ofSeconds(10),
            openFor,
            openAtMost,
            probes,
            slowCall,
            null,
            List.of())
        .orElse(BreakerSpec.STANDARD);
  }

  private Breaker breaker(BreakerSpec spec) {
    return new Breaker("legacy", spec, clock, (state, _, _) -> told.add(state));
  }

  private Metrics enter() {
    return Objects.requireNonNull(breaker.tryEnter(), "not let in");
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      breaker.answered(enter(), 200, FAST);
    }
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(enter(), FAST);
    }
  }

  private void open() {
    fail(4);
    assertThat(breaker.state()).isEqualTo(OPEN);
  }

  private Metrics probe() {
    open();
    clock.pass(Duration.ofMillis(1_001));
    return enter();
  }

  @Test
  void staysClosedBelowTheThreshold() {
    succeed(3);
    fail(2);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void opensAtTheThreshold() {
    succeed(2);
    fail(2);
    assertThat(breaker.state()).isEqualTo(OPEN);
    assertThat(breaker.tryEnter()).isNull();
  }

  @Test
  void isClosedAndKnowsNothingOnceItIsReset() {
    succeed(2);
    fail(2);
    breaker.reset();
    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.calls().getNumberOfBufferedCalls()).isZero();
    fail(1);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void staysClosedWhileTooFewCallsSayAnything() {
    fail(3);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void forgetsWhatIsOlderThanItsWindow() {
    fail(3);
    clock.pass(Duration.ofSeconds(10));
    fail(3);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void statusesThatCountAreFailures(int status) {
    for (int i = 0; i < 4; i++) {
      breaker.answered(enter(), status, FAST);
    }
    assertThat(breaker.state()).isEqualTo(OPEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 500, 501, 505})
  void otherStatusesAreNone(int status) {
    for (int i = 0; i < 100; i++) {
      breaker.answered(enter(), status, FAST);
    }
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void aWholeClassOfStatusesMayCount() {
    var all =
        new BreakerSpec(
            null, null, 4, null, null, null, null, null, null, List.of(StatusClass.parse("5xx")));
    breaker = breaker(all.orElse(SPEC));
    for (int status : new int[] {500, 599, 501, 555}) {
      breaker.answered(enter(), status, FAST);
    }
    assertThat(breaker.state()).isEqualTo(OPEN);
  }

  @Test
  void slowCallsOpenItWhereTheyAreToldFromFastOnes() {
    breaker = breaker(spec(Duration.ofSeconds(1), Duration.ofSeconds(5), 1, Duration.ofMillis(50)));
    for (int i = 0; i < 4; i++) {
      breaker.answered(enter(), 200, TimeUnit.MILLISECONDS.toNanos(51));
    }
    assertThat(breaker.state()).isEqualTo(OPEN);
  }

  @Test
  void nothingIsSlowWhereNothingIsSaidOfIt() {
    for (int i = 0; i < 100; i++) {
      breaker.answered(enter(), 200, TimeUnit.HOURS.toNanos(1));
    }
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void staysOpenForAsLongAsItSays() {
    open();
    assertThat(breaker.retryAfterMillis()).isEqualTo(1_000);
    clock.pass(Duration.ofMillis(400));
    assertThat(breaker.retryAfterMillis()).isEqualTo(600);
    assertThat(breaker.tryEnter()).isNull();
  }

  @Test
  void letsOneProbePassThen() {
    probe();
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    assertThat(breaker.tryEnter()).isNull();
    assertThat(breaker.retryAfterMillis()).isEqualTo(1_000);
  }

  @Test
  void closesWhenTheProbeSucceeds() {
    breaker.answered(probe(), 200, FAST);
    assertThat(breaker.state()).isEqualTo(CLOSED);
    succeed(10);
    assertThat(told).containsExactly(OPEN, HALF_OPEN, CLOSED);
  }

  @Test
  void opensForTwiceAsLongEachTimeTheProbeFailsUpToABound() {
    open();
    for (int seconds : new int[] {1, 2, 4, 5, 5}) {
      assertThat(breaker.retryAfterMillis()).isEqualTo(seconds * 1_000L);
      clock.pass(Duration.ofMillis(seconds * 1_000L + 1));
      fail(1);
    }
    assertThat(breaker.state()).isEqualTo(OPEN);
  }

  @Test
  void beginsAnewWithAShortTimeAfterItWasClosed() {
    breaker.failed(probe(), FAST);
    clock.pass(Duration.ofMillis(2_001));
    succeed(1);
    open();
    assertThat(breaker.retryAfterMillis()).isEqualTo(1_000);
  }

  @Test
  void theTimeItIsOpenForCountsWhereTheBoundIsLess() {
    breaker = breaker(spec(Duration.ofSeconds(60), Duration.ofSeconds(30), 1, null));
    open();
    assertThat(breaker.retryAfterMillis()).isEqualTo(60_000);
  }

  @Test
  void aCancelledProbeIsFollowedByAnother() {
    breaker.cancelled(probe());
    assertThat(breaker.tryEnter()).isNotNull();
    assertThat(breaker.tryEnter()).isNull();
  }

  @Test
  void aProbeThatHangsIsJoinedByAnotherAfterAWhile() {
    Metrics hanging = probe();
    clock.pass(Duration.ofMillis(1_000));
    assertThat(breaker.tryEnter()).isNull();
    clock.pass(Duration.ofMillis(1));
    Metrics second = enter();
    assertThat(breaker.tryEnter()).isNull();
    breaker.answered(second, 200, FAST);
    assertThat(breaker.state()).isEqualTo(CLOSED);
    breaker.failed(hanging, FAST);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void onlyOneProbePassesHoweverLongNobodyCame() {
    open();
    clock.pass(Duration.ofHours(1));
    enter();
    assertThat(breaker.tryEnter()).isNull();
  }

  @Test
  void asManyProbesPassAsItSays() {
    breaker = breaker(spec(Duration.ofSeconds(1), Duration.ofSeconds(5), 3, null));
    Metrics first = probe();
    Metrics second = enter();
    Metrics third = enter();
    assertThat(breaker.tryEnter()).isNull();
    breaker.failed(first, FAST);
    breaker.answered(second, 200, FAST);
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    breaker.answered(third, 200, FAST);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void whatBeganBeforeItOpenedIsNoProbeWhenItEndsWell() {
    Metrics old = enter();
    probe();
    breaker.answered(old, 200, FAST);
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
  }

  @Test
  void whatBeganBeforeItOpenedIsNoProbeWhenItFails() {
    Metrics old = enter();
    probe();
    breaker.failed(old, FAST);
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
  }

  @Test
  void whatBeganBeforeItOpenedMakesNoRoomForAProbeWhenItIsCancelled() {
    Metrics old = enter();
    probe();
    breaker.cancelled(old);
    assertThat(breaker.tryEnter()).isNull();
  }

  @Test
  void aRateOfNothingOpensAtTheFirstFailureOfEnoughCalls() {
    var never =
        new BreakerSpec(null, Percentage.ZERO, null, null, null, null, null, null, null, List.of());
    breaker = breaker(never.orElse(SPEC));
    succeed(1_000);
    assertThat(breaker.state()).isEqualTo(CLOSED);
    fail(1);
    assertThat(breaker.state()).isEqualTo(OPEN);
  }

  @Test
  void theShortestWindowIsASecond() {
    var second =
        new BreakerSpec(
            null, null, null, Duration.ofMillis(1_000), null, null, null, null, null, List.of());
    breaker = breaker(second.orElse(SPEC));
    fail(3);
    clock.pass(Duration.ofSeconds(1));
    fail(3);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }
}
