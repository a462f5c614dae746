package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.telemetry.HealthResult;
import dev.figleaf.rules.HealthSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When answers change how an endpoint is, and when it is asked again. */
class EndpointHealthTest {
  private static final HealthSpec SPEC =
      new HealthSpec(
          "/healthz", Duration.ofSeconds(10), Duration.ofSeconds(1), 2, 3, List.of(), null);

  private final ManualTime time = new ManualTime();
  private final EndpointHealth health = made(false);

  private static EndpointHealth made(boolean joining) {
    return new EndpointHealth(SPEC, joining, new Random(7));
  }

  @Test
  void itBeginsAsWell() {
    assertThat(health.isWell()).isTrue();
    assertThat(health.last()).isEmpty();
  }

  @Test
  void threeBadAnswersInARowAreEnough() {
    answer(health, HealthResult.STATUS, HealthResult.TIMEOUT);
    assertThat(health.isWell()).isTrue();
    assertThat(answer(health, HealthResult.FAILED)).isTrue();
    assertThat(health.isWell()).isFalse();
  }

  @Test
  void aGoodAnswerInBetweenBeginsTheCountAnew() {
    answer(health, HealthResult.FAILED, HealthResult.FAILED, HealthResult.PASSED);
    answer(health, HealthResult.FAILED, HealthResult.FAILED);
    assertThat(health.isWell()).isTrue();
  }

  @Test
  void twoGoodAnswersInARowBringItBack() {
    answer(health, HealthResult.FAILED, HealthResult.FAILED, HealthResult.FAILED);
    answer(health, HealthResult.PASSED, HealthResult.FAILED, HealthResult.PASSED);
    assertThat(health.isWell()).isFalse();
    assertThat(answer(health, HealthResult.PASSED)).isTrue();
    assertThat(health.isWell()).isTrue();
  }

  @Test
  void whoJoinsOthersWaitsForItsFirstGoodAnswer() {
    EndpointHealth joining = made(true);
    assertThat(joining.isWell()).isFalse();
    answer(joining, HealthResult.FAILED);
    assertThat(joining.isWell()).isFalse();
    answer(joining, HealthResult.PASSED);
    assertThat(joining.isWell()).isTrue();
  }

  @Test
  void theLastAnswerIsKept() {
    answer(health, HealthResult.PASSED, HealthResult.STATUS);
    assertThat(health.last())
        .contains(new EndpointHealth.Check(Instant.EPOCH, HealthResult.STATUS));
  }

  @Test
  void theFirstQuestionIsDueAtOnce() {
    assertThat(health.isDue(time.getAsLong())).isTrue();
  }

  @Test
  void questionsAreATenthOfTheIntervalAroundIt() {
    for (int i = 0; i < 1_000; i++) {
      health.asks(time.getAsLong());
      health.asked();
      time.pass(Duration.ofMillis(8_999));
      assertThat(health.isDue(time.getAsLong())).isFalse();
      time.pass(Duration.ofMillis(2_001));
      assertThat(health.isDue(time.getAsLong())).isTrue();
    }
  }

  @Test
  void nothingIsAskedWhileAQuestionIsOpen() {
    health.asks(time.getAsLong());
    time.pass(Duration.ofHours(1));
    assertThat(health.isDue(time.getAsLong())).isFalse();
    health.asked();
    assertThat(health.isDue(time.getAsLong())).isTrue();
  }

  private static boolean answer(EndpointHealth health, HealthResult... results) {
    boolean changed = false;
    for (HealthResult result : results) {
      changed = health.answered(result, Instant.EPOCH);
    }
    return changed;
  }
}
