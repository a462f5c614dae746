package dev.figleaf.routing;

import dev.figleaf.rules.ValueMatch;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One condition of a match on a header, a query parameter or a cookie. */
record Condition(Source source, String name, ValueMatch value) {

  /** Where in a request head a value is found. */
  enum Source {
    HEADER,
    QUERY,
    COOKIE;

    @Nullable String value(RequestHead head, String name) {
      return switch (this) {
        case HEADER -> head.header(name);
        case QUERY -> head.query(name);
        case COOKIE -> head.cookie(name);
      };
    }

    boolean holds(RequestHead head, String name, ValueMatch condition) {
      return switch (this) {
        case HEADER -> head.headerHolds(name, condition);
        case QUERY -> head.queryHolds(name, condition);
        case COOKIE -> head.cookieHolds(name, condition);
      };
    }
  }

  boolean holds(RequestHead head) {
    return source.holds(head, name, value);
  }

  /** Equal for two conditions on the same value; only names of headers are without case. */
  String subject() {
    return source + ":" + (source == Source.HEADER ? name.toLowerCase(Locale.ROOT) : name);
  }

  /** What was found and what must be: {@code header X-Client: was absent, must be present}. */
  String describe(RequestHead head) {
    String found = source.value(head, name);
    String was = found == null ? "was absent" : "was \"" + found + "\"";
    return label() + ": " + was + ", " + Values.describe(value);
  }

  /** The same for a condition on a secret: whether it holds, and neither value. */
  String describeSecret(RequestHead head) {
    return label() + ": " + (holds(head) ? "is" : "is not") + " what a secret says";
  }

  /** Where the condition stands in its match: {@code headers.X-Client}. */
  String path() {
    return switch (source) {
      case HEADER -> "headers." + name;
      case QUERY -> "query." + name;
      case COOKIE -> "cookies." + name;
    };
  }

  private String label() {
    return source.name().toLowerCase(Locale.ROOT) + " " + name;
  }
}
