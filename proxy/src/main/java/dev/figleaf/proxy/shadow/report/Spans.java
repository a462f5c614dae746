package dev.figleaf.proxy.shadow.report;

import dev.figleaf.rules.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people say them: {@code 24h}, {@code 3d}, {@code 2w}, {@code 2026-12-01}. */
public final class Spans {
  private static final Pattern LONG = Pattern.compile("([0-9]{1,4})([dw])");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Duration LONGEST = Duration.ofDays(365);

  private Spans() {}

  /**
   * Reads a duration of at most a year, as rules write it, or in days or weeks.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static Duration duration(String text) {
    Matcher days = LONG.matcher(text);
    if (!days.matches()) {
      return Durations.parse(text);
    }
    long count = Long.parseLong(days.group(1));
    Duration duration = Duration.ofDays(days.group(2).equals("w") ? 7 * count : count);
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(text + " is longer than a year");
    }
    return duration;
  }

  /**
   * Reads when a window began: a duration before now, a date (from its midnight, UTC) or an
   * instant.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static Instant since(String text, Instant now) {
    return isDate(text) ? instant(text) : now.minus(duration(text));
  }

  /**
   * Reads when something ends: a duration from now, a date (at its midnight, UTC) or an instant.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static Instant until(String text, Instant now) {
    Instant until = isDate(text) ? instant(text) : now.plus(duration(text));
    if (!until.isAfter(now)) {
      throw new IllegalArgumentException(text + " is not after now");
    }
    if (until.isAfter(now.plus(LONGEST))) {
      throw new IllegalArgumentException(text + " is more than a year from now");
    }
    return until;
  }

  private static boolean isDate(String text) {
    return text.length() >= 10 && DATE.matcher(text.substring(0, 10)).matches();
  }

  private static Instant instant(String text) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          text + " is no date; write one such as 2026-12-01 or 2026-12-01T09:00:00Z", e);
    }
  }
}
