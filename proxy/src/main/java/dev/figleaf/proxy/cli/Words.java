package dev.figleaf.proxy.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How figures and times are said to operators. */
final class Words {
  /** Where there is nothing to say. */
  static final String NOTHING = "-";

  private Words() {}

  /** A share: {@code 19.8%}; finer below 1%, as one error in a thousand matters. */
  static String percent(@Nullable Double share) {
    if (share == null || share.isNaN()) {
      return NOTHING;
    }
    BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2);
    int digits = percent.abs().compareTo(BigDecimal.ONE) < 0 ? 2 : 1;
    BigDecimal rounded = percent.setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros();
    return rounded.toPlainString() + "%";
  }

  /** Milliseconds, without their unit. */
  static String millis(@Nullable Double millis) {
    if (millis == null || millis.isNaN()) {
      return NOTHING;
    }
    return String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%,.0f", millis);
  }

  /** So many in a second, without the unit. */
  static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 1_000 ? "%.1f" : "%,.0f", perSecond);
  }

  /** An instant as other commands take it, and how far away it is. */
  static String when(Instant at, Instant now) {
    return second(at) + " (" + ago(at, now) + ")";
  }

  /** An instant as other commands take it. */
  static String second(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** How far away an instant is: {@code 4 min ago}, {@code in 58 min}. */
  static String ago(Instant at, Instant now) {
    Duration past = Duration.between(at, now);
    return past.isNegative() ? "in " + span(past.negated()) : span(past) + " ago";
  }

  private static String span(Duration span) {
    if (span.compareTo(Duration.ofSeconds(90)) < 0) {
      return span.toSeconds() + " s";
    }
    if (span.compareTo(Duration.ofMinutes(90)) < 0) {
      return span.toMinutes() + " min";
    }
    return span.compareTo(Duration.ofHours(48)) < 0
        ? span.toHours() + " h"
        : span.toDays() + " days";
  }

  /**
   * What may be a stranger's, as a terminal may be given it: one line, and nothing that a terminal
   * takes for an order.
   */
  static String plain(String text) {
    return text.codePoints()
        .map(c -> isOrder(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isOrder(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** Who did it and why, where that is known: {@code by ann: error spike}. */
  static String author(String by, @Nullable String because) {
    return "by " + plain(by) + (because == null ? "" : ": " + plain(because));
  }
}
