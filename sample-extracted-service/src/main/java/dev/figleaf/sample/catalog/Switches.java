package dev.figleaf.sample.catalog;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How badly the service behaves.
 *
 * @param slow how long an answer waits before it is made, at most a minute
 * @param down whether connections are closed without an answer
 * @param errorRate the share of requests that get a 500, from 0 to 1
 */
public record Switches(Duration slow, boolean down, double errorRate) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s)");
  private static final Duration SLOWEST = Duration.ofMinutes(1);

  /** A service that behaves. */
  public static final Switches OFF = new Switches(Duration.ZERO, false, 0);

  /** Refuses what makes no sense. */
  public Switches {
    if (slow.isNegative() || slow.compareTo(SLOWEST) > 0) {
      throw new IllegalArgumentException("slow is at most 60s");
    }
    if (!(errorRate >= 0 && errorRate <= 1)) {
      throw new IllegalArgumentException("errorRate is from 0 to 1");
    }
  }

  /** Reads {@code 500ms} or {@code 2s}; nothing is no time at all. */
  static Duration duration(@Nullable String text) {
    if (text == null) {
      return Duration.ZERO;
    }
    var match = DURATION.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("slow is a duration such as 500ms or 2s, not " + text);
    }
    var number = Long.parseLong(match.group(1));
    return match.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
  }
}
