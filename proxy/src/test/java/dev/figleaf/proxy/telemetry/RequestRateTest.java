package dev.figleaf.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many requests end a second. */
class RequestRateTest {
  private long now;
  private RequestRate.Counts counts = new RequestRate.Counts(0, 0);
  private final RequestRate rate = new RequestRate(() -> counts, () -> now);

  private void pass(int seconds, long ended, long failed) {
    for (int i = 0; i < seconds; i += 5) {
      now += TimeUnit.SECONDS.toNanos(5);
      counts = new RequestRate.Counts(counts.ended() + 5 * ended, counts.failed() + 5 * failed);
      rate.sample();
    }
  }

  @Test
  void itIsThatOfTheLastMinuteOnly() {
    pass(120, 100, 0);
    pass(60, 10, 1);
    assertThat(rate.lately()).isEqualTo(new RequestRate.Lately(10, 0.1));
  }

  @Test
  void whereNoneEndedNoneFailed() {
    pass(10, 0, 0);
    assertThat(rate.lately().perSecond()).isZero();
    assertThat(rate.lately().errors()).isNaN();
  }

  @Test
  void itIsNotNegativeWhereRoutesWentAway() {
    pass(120, 10, 1);
    counts = new RequestRate.Counts(5, 0);
    assertThat(rate.lately().perSecond()).isZero();
  }
}
