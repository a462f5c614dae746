package dev.figleaf.rules;

import java.time.Duration;

/** Holds values against their {@link Range}. */
final class Ranges {
  private Ranges() {}

  /**
   * Checks a number, or a duration in milliseconds.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static void check(Range range, Object value, String text) {
    switch (value) {
      case Duration duration -> check(range, duration.toMillis(), text, "ms");
      case Number number -> check(range, number.doubleValue(), text, "");
      default -> throw new IllegalStateException("no range for " + value.getClass());
    }
  }

  private static void check(Range range, double value, String text, String unit) {
    if (value < range.min() || value > range.max()) {
      throw new IllegalArgumentException(Quoted.plain(text) + " is not " + words(range, unit));
    }
  }

  private static String words(Range range, String unit) {
    if (range.max() == Long.MAX_VALUE) {
      return range.min() == 1 ? "above zero" : range.min() + unit + " or more";
    }
    return "from " + range.min() + unit + " to " + range.max() + unit;
  }
}
