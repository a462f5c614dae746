package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code Retry-After} says, whoever wrote it. */
class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.5Z");

  private static long nanos(String value) {
    return Retries.afterNanos(new DefaultHttpHeaders(false).add("Retry-After", value), NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "' 7 ', 7",
    "99999999, 99999999",
    "'Sun, 01 Mar 2026 10:00:03 GMT', 3",
    "'Sun, 01 Mar 2026 09:00:00 GMT', 0"
  })
  void secondsAndDatesAreUnderstood(String value, long seconds) {
    assertThat(nanos(value)).isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
  }

  @ParameterizedTest
  @CsvSource({"''", "' '", "-1", "1.5", "soon", "'1, 2'", "\u0661"})
  void anythingElseSaysNothing(String value) {
    assertThat(nanos(value)).isEqualTo(-1);
  }

  @Test
  void forEverIsNotNow() {
    assertThat(nanos("9".repeat(5_000))).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void nothingSaysNothing() {
    assertThat(Retries.afterNanos(new DefaultHttpHeaders(), NOW)).isEqualTo(-1);
  }
}
