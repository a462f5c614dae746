package dev.figleaf.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules of matching, read aloud over plain text: no tree, no ranks, every route every time. */
final class PlainTable {
  /**
   * A route as plain text.
   *
   * @param methods parted by blanks; empty for all
   * @param headers from name to condition: {@code =text}, {@code ^prefix}, {@code ~regex}, {@code
   *     +} for present, {@code -} for absent
   */
  record PlainRoute(
      String name,
      int priority,
      @Nullable String host,
      String path,
      String methods,
      TreeMap<String, String> headers,
      TreeMap<String, String> query,
      TreeMap<String, String> cookies,
      String client) {

    Rules.RouteBuilder toRules() {
      var route = Rules.route(path).named(name).priority(priority).host(host);
      if (!methods.isEmpty()) {
        route.methods(methods.split(" "));
      }
      headers.forEach((key, condition) -> route.header(key, value(condition)));
      query.forEach((key, condition) -> route.query(key, value(condition)));
      cookies.forEach((key, condition) -> route.cookie(key, value(condition)));
      return client.isEmpty() ? route : route.client(client);
    }

    private static dev.figleaf.rules.ValueMatch value(String condition) {
      String text = condition.substring(1);
      return switch (condition.charAt(0)) {
        case '=' -> Rules.equal(text);
        case '^' -> Rules.prefix(text);
        case '~' -> Rules.regex(text);
        case '+' -> Rules.present();
        default -> Rules.absent();
      };
    }
  }

  /** A request as plain text. */
  record PlainRequest(
      String method,
      String host,
      String path,
      Map<String, String> headers,
      Map<String, String> query,
      Map<String, String> cookies,
      String client) {

    RequestHead toHead() {
      var pairs = new ArrayList<String>();
      query.forEach((key, value) -> pairs.add(key + "=" + value));
      String target = pairs.isEmpty() ? path : path + "?" + String.join("&", pairs);
      Heads head = Heads.request(method, target).host(host).client(client);
      headers.forEach(head::header);
      cookies.forEach(head::cookie);
      return head.build();
    }
  }

  private PlainTable() {}

  /** The route that wins, or null. */
  static @Nullable PlainRoute winner(List<PlainRoute> routes, PlainRequest request) {
    PlainRoute best = null;
    for (PlainRoute route : routes) {
      if (matches(route, request) && (best == null || goesBefore(route, best, request.path()))) {
        best = route;
      }
    }
    return best;
  }

  static boolean matches(PlainRoute route, PlainRequest request) {
    return hostMatches(route.host(), request.host())
        && pathMatches(route.path(), request.path())
        && (route.methods().isEmpty()
            || List.of(route.methods().split(" ")).contains(request.method()))
        && allHold(route.headers(), request.headers())
        && allHold(route.query(), request.query())
        && allHold(route.cookies(), request.cookies())
        && request.client().startsWith(route.client().replaceFirst("\\.0.*", "."));
  }

  private static boolean hostMatches(@Nullable String pattern, String host) {
    return pattern == null
        || (pattern.startsWith("*")
            ? host.endsWith(pattern.substring(1)) && host.length() >= pattern.length()
            : host.equals(pattern));
  }

  private static boolean pathMatches(String pattern, String path) {
    String regex =
        pattern
            .replaceAll("\\{\\w+}", "*")
            .replace("/**", "@")
            .replace("*", "[^/]+")
            .replace("@", "(/.*)?");
    return path.matches(regex);
  }

  private static boolean allHold(Map<String, String> conditions, Map<String, String> values) {
    return conditions.entrySet().stream()
        .allMatch(condition -> holds(condition.getValue(), values.get(condition.getKey())));
  }

  private static boolean holds(String condition, @Nullable String value) {
    if (value == null) {
      return condition.startsWith("-");
    }
    String text = condition.substring(1);
    return switch (condition.charAt(0)) {
      case '=' -> value.equals(text);
      case '^' -> value.startsWith(text);
      case '~' -> value.matches(text);
      case '+' -> true;
      default -> false;
    };
  }

  /** Whether one of two matching routes is strictly preferred to the other. */
  private static boolean goesBefore(PlainRoute one, PlainRoute other, String path) {
    if (one.priority() != other.priority()) {
      return one.priority() > other.priority();
    }
    if (exactness(one.host()) != exactness(other.host())) {
      return exactness(one.host()) > exactness(other.host());
    }
    int byPath = comparePaths(one.path(), other.path(), path);
    if (byPath != 0) {
      return byPath > 0;
    }
    if (one.methods().isEmpty() != other.methods().isEmpty()) {
      return other.methods().isEmpty();
    }
    if (one.headers().size() != other.headers().size()) {
      return one.headers().size() > other.headers().size();
    }
    int values = one.query().size() + one.cookies().size();
    int otherValues = other.query().size() + other.cookies().size();
    return values != otherValues
        ? values > otherValues
        : !one.client().isEmpty() && other.client().isEmpty();
  }

  private static int exactness(@Nullable String host) {
    return host == null ? 0 : host.startsWith("*") ? host.length() : 1_000;
  }

  // An exact path first; then the longest literal prefix, and so on behind it.
  private static int comparePaths(String one, String other, String path) {
    boolean exact = one.equals(path);
    if (exact != other.equals(path)) {
      return exact ? 1 : -1;
    }
    String[] ones = one.split("/", -1);
    String[] others = other.split("/", -1);
    for (int i = 1; i < Math.min(ones.length, others.length); i++) {
      if (worth(ones[i]) != worth(others[i])) {
        return worth(ones[i]) - worth(others[i]);
      }
    }
    // The longer one goes on where the other has ended: only with ** does it still match.
    return others.length - ones.length;
  }

  private static int worth(String segment) {
    return switch (segment) {
      case "**" -> 0;
      case "*" -> 1;
      default -> segment.startsWith("{") ? 2 : 3;
    };
  }
}
