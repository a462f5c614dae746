package dev.figleaf.routing;

import dev.figleaf.rules.HostPattern;
import dev.figleaf.rules.Match;
import dev.figleaf.rules.RouteSpec;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What decides between routes that match one request; the smaller wins.
 *
 * <p>Two routes that compare equal and can match one request are an error of the rules (see {@link
 * RouteConflicts}). Between routes that never match one request the order says nothing.
 *
 * @param host labels of the host; none is 0, and an exact host has more than any wildcard
 * @param path {@link PathShape#kinds()}
 * @param others conditions on query and cookies
 */
record Precedence(
    int priority, int host, String path, boolean methods, int headers, int others, boolean client)
    implements Comparable<Precedence> {
  private static final Comparator<Precedence> ORDER =
      Comparator.comparing(Precedence::priority, Comparator.reverseOrder())
          .thenComparing(Precedence::host, Comparator.reverseOrder())
          .thenComparing(Precedence::path)
          .thenComparing(Precedence::methods, Comparator.reverseOrder())
          .thenComparing(Precedence::headers, Comparator.reverseOrder())
          .thenComparing(Precedence::others, Comparator.reverseOrder())
          .thenComparing(Precedence::client, Comparator.reverseOrder());

  static Precedence of(RouteSpec route) {
    Match match = route.match();
    return new Precedence(
        route.priority(),
        exactness(match.host()),
        PathShape.of(match.path()).kinds(),
        !match.methods().isEmpty(),
        match.headers().size(),
        match.query().size() + match.cookies().size(),
        !match.client().isEmpty());
  }

  private static int exactness(@Nullable HostPattern host) {
    if (host == null) {
      return 0;
    }
    return host.wildcard()
        ? 1 + (int) host.name().chars().filter(c -> c == '.').count()
        : Integer.MAX_VALUE;
  }

  @Override
  public int compareTo(Precedence other) {
    return ORDER.compare(this, other);
  }

  /** Why this goes before another that it does not equal. */
  String reason(Precedence other) {
    if (priority != other.priority) {
      return "priority " + priority + " is higher than " + other.priority;
    } else if (host != other.host) {
      return "its host is more exact";
    } else if (!path.equals(other.path)) {
      return "its path is more specific";
    } else if (methods != other.methods) {
      return "it names methods";
    } else if (headers != other.headers) {
      return "it has more conditions on headers";
    }
    return others != other.others
        ? "it has more conditions on query and cookies"
        : "it names client networks";
  }
}
