package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.Tolerance;
import java.math.BigDecimal;
import java.time.Duration;

/** Whether two values that differ may: by a tolerance, or because they are a pair of ids. */
final class Leniency {
  /** Beyond this many digits before or behind the point, a tolerance of a number means nothing. */
  private static final int WIDEST = 400;

  private final Pairs pairs;

  Leniency(Pairs pairs) {
    this.pairs = pairs;
  }

  boolean allows(PathSet.Cursor at, Place place, Seen control, Seen candidate) {
    if (!at.isNamed()) {
      return false;
    }
    return at.shapings().stream()
        .anyMatch(
            shaping ->
                switch (shaping) {
                  case Shaping.Ignore _ -> true;
                  case Shaping.Sort _ -> false;
                  case Shaping.Tolerate(Tolerance by) -> isWithin(by, control, candidate);
                  case Shaping.Pair _ -> pairs.belong(place.text(), control, candidate);
                });
  }

  static boolean isWithin(Tolerance tolerance, Seen control, Seen candidate) {
    return control.kind() == candidate.kind()
        && control.isWhole()
        && candidate.isWhole()
        && switch (tolerance) {
          case Tolerance.Numbers(BigDecimal by) -> areNear(control.text(), candidate.text(), by);
          case Tolerance.Times(Duration by) ->
              Times.between(control.text(), candidate.text())
                  .map(apart -> apart.compareTo(by) <= 0)
                  .orElse(false);
        };
  }

  private static boolean areNear(String control, String candidate, BigDecimal by) {
    try {
      var left = new BigDecimal(control);
      var right = new BigDecimal(candidate);
      return isPlain(left) && isPlain(right) && left.subtract(right).abs().compareTo(by) <= 0;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  // 1e1000000000 - 1 has a thousand million digits.
  private static boolean isPlain(BigDecimal number) {
    return Math.abs((long) number.scale()) <= WIDEST;
  }
}
