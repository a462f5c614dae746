package dev.figleaf.routing;

import dev.figleaf.rules.ValueMatch;
import dev.figleaf.rules.ValueMatch.Absent;
import dev.figleaf.rules.ValueMatch.Equal;
import dev.figleaf.rules.ValueMatch.Prefix;
import dev.figleaf.rules.ValueMatch.Present;
import dev.figleaf.rules.ValueMatch.Regex;
import org.jspecify.annotations.Nullable;

/** What a condition on one value means: whether it holds, and how two of them relate. */
final class Values {
  private Values() {}

  static boolean holds(ValueMatch match, @Nullable String value) {
    return switch (match) {
      case Equal(String text) -> text.equals(value);
      case Prefix(String text) -> value != null && value.startsWith(text);
      case Regex(var pattern) -> value != null && pattern.matches(value);
      case Present() -> value != null;
      case Absent() -> value == null;
    };
  }

  /** Whether every value for which {@code narrow} holds is one for which {@code wide} holds. */
  static boolean implies(ValueMatch narrow, ValueMatch wide) {
    if (narrow.equals(wide)) {
      return true;
    }
    return switch (wide) {
      case Present() -> !(narrow instanceof Absent);
      case Prefix(String text) when text.isEmpty() -> !(narrow instanceof Absent);
      case Prefix(String text) ->
          narrow instanceof Prefix(String more) && more.startsWith(text)
              || narrow instanceof Equal(String whole) && whole.startsWith(text);
      case Regex(var pattern) -> narrow instanceof Equal(String text) && pattern.matches(text);
      case Equal _, Absent _ -> false;
    };
  }

  /** Whether it is certain that no value holds for both. */
  static boolean disjoint(ValueMatch one, ValueMatch other) {
    return one instanceof Absent != other instanceof Absent
        || one instanceof Equal(String text) && !holds(other, text)
        || other instanceof Equal(String text2) && !holds(one, text2)
        || one instanceof Prefix(String a)
            && other instanceof Prefix(String b)
            && !a.startsWith(b)
            && !b.startsWith(a);
  }

  /** What must be, in words: {@code must equal "mobile"}. */
  static String describe(ValueMatch match) {
    return switch (match) {
      case Equal(String text) -> "must equal \"" + text + "\"";
      case Prefix(String text) -> "must begin with \"" + text + "\"";
      case Regex(var pattern) -> "must match " + pattern.pattern();
      case Present() -> "must be present";
      case Absent() -> "must be absent";
    };
  }
}
