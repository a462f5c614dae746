package dev.figleaf.rules;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as they are written in rules: {@code 250ms}, {@code 5s}, {@code 2m}, {@code 1h}. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})(ms|s|m|h)");
  private static final Duration LONGEST = Duration.ofDays(365);

  private record Unit(String suffix, long millis) {}

  private static final List<Unit> UNITS =
      List.of(
          new Unit("h", 3_600_000), new Unit("m", 60_000), new Unit("s", 1_000), new Unit("ms", 1));

  private Durations() {}

  /**
   * Reads a duration of at most a year.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static Duration parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(Quoted.of(text) + hint(text));
    }
    long count = Long.parseLong(form.group(1));
    long millis = unit(form.group(2)).millis;
    if (count > LONGEST.toMillis() / millis) {
      throw new IllegalArgumentException(Quoted.plain(text) + " is longer than a year");
    }
    return Duration.ofMillis(count * millis);
  }

  /** As it is written in rules, in the largest unit that divides it; below 1 ms is cut off. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    Unit fitting =
        UNITS.stream()
            .filter(unit -> millis != 0 && millis % unit.millis == 0)
            .findFirst()
            .orElse(new Unit("s", 1_000));
    return millis / fitting.millis + fitting.suffix;
  }

  private static Unit unit(String suffix) {
    return UNITS.stream().filter(unit -> unit.suffix.equals(suffix)).findFirst().orElseThrow();
  }

  private static String hint(String text) {
    if (text.matches("[0-9]{1,12}")) {
      return " has no unit; write " + text + "s or " + text + "ms";
    }
    if (text.startsWith("-")) {
      return " is below zero";
    }
    if (text.matches("[0-9]+\\.[0-9]+(ms|s|m|h)")) {
      return " is not a whole number; use a smaller unit, such as 1500ms";
    }
    return " is not a duration; write a whole number with ms, s, m or h, such as 250ms or 5s";
  }
}
