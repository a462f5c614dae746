package dev.figleaf.rules;

import java.time.Duration;
import java.util.function.LongFunction;

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
      case Duration duration ->
          check(
              range,
              duration.toMillis(),
              text,
              bound -> Durations.format(Duration.ofMillis(bound)));
      case Number number -> check(range, number.doubleValue(), text, Long::toString);
      default -> throw new IllegalStateException("no range for " + value.getClass());
    }
  }

  private static void check(Range range, double value, String text, LongFunction<String> written) {
    if (value < range.min() || value > range.max()) {
      throw new IllegalArgumentException(Quoted.plain(text) + " is not " + words(range, written));
    }
  }

  private static String words(Range range, LongFunction<String> written) {
    if (range.max() == Long.MAX_VALUE) {
      return range.min() == 1 ? "above zero" : written.apply(range.min()) + " or more";
    }
    return "from " + written.apply(range.min()) + " to " + written.apply(range.max());
  }
}
