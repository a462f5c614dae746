package dev.figleaf.proxy.traffic;

import dev.figleaf.routing.Cohort;
import dev.figleaf.rules.ValueMatch;
import java.util.Locale;

/** Conditions of rules on values that may not be kept: what they are called in descriptors. */
final class Conditional {
  private Conditional() {}

  /** The name of a value: only names of headers are without case. */
  static String header(String name) {
    return "header:" + name.toLowerCase(Locale.ROOT);
  }

  static String query(String name) {
    return "query:" + name;
  }

  static String cookie(String name) {
    return "cookie:" + name;
  }

  /** A number for a condition on a value, from which neither can be read. */
  static long id(String of, ValueMatch condition) {
    return Cohort.hash(
        of,
        switch (condition) {
          case ValueMatch.Equal(String text) -> "=" + text;
          case ValueMatch.Prefix(String text) -> "^" + text;
          case ValueMatch.Regex(var pattern) -> "~" + pattern.pattern();
          case ValueMatch.Present() -> "+";
          case ValueMatch.Absent() -> "-";
        });
  }
}
