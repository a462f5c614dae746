package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of how long an upstream takes. */
class ResponseTimesTest {
  private final ResponseTimes times = new ResponseTimes();

  private void record(int count, long millis) {
    for (int i = 0; i < count; i++) {
      times.record(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  private double percentile(int percent) {
    return times.percentile(percent) / 1e6;
  }

  @Test
  void nothingIsKnownOfAFew() {
    record(19, 10);
    assertThat(times.percentile(95)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 90, 1_000, 30_000})
  void aPercentileIsTrueToWithinAnEighth(long millis) {
    record(96, millis);
    record(4, 60_000);
    assertThat(percentile(95)).isCloseTo(millis, within(millis / 8.0 + 0.1));
  }

  @Test
  void theSlowOnesAreBehindThePercentile() {
    record(90, 10);
    record(10, 500);
    assertThat(percentile(50)).isCloseTo(10, within(2.0));
    assertThat(percentile(95)).isCloseTo(500, within(64.0));
  }

  @Test
  void oldTimesFade() {
    record(1_999, 10);
    record(20_000, 200);
    assertThat(percentile(50)).isCloseTo(200, within(26.0));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, Long.MAX_VALUE})
  void noTimeIsTooShortOrTooLong(long nanos) {
    for (int i = 0; i < 20; i++) {
      times.record(nanos);
    }
    assertThat(times.percentile(99)).isPositive();
  }
}
