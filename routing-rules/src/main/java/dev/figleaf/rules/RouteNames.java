package dev.figleaf.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Names the routes that have none by their match: {@code GET,HEAD /api/catalog/**}. */
final class RouteNames {
  private static final int LONGEST = 200;

  private final Set<String> taken;
  private final Origins origins;

  private RouteNames(Set<String> taken, Origins origins) {
    this.taken = taken;
    this.origins = origins;
  }

  /** The routes, every one with a name; names that were written stay as they are. */
  static List<RouteSpec> assign(List<RouteSpec> routes, Origins origins) {
    Set<String> taken =
        routes.stream()
            .map(RouteSpec::name)
            .filter(Predicate.not(String::isEmpty))
            .collect(Collectors.toCollection(HashSet::new));
    var names = new RouteNames(taken, origins);
    var named = new ArrayList<RouteSpec>();
    for (int i = 0; i < routes.size(); i++) {
      named.add(names.named(routes.get(i), Paths.item("routes", i) + ".match"));
    }
    return named;
  }

  private RouteSpec named(RouteSpec route, String path) {
    if (!route.name().isEmpty()) {
      return route;
    }
    String text = Quoted.oneLine(text(route.match(), path));
    String base = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    String name = base;
    for (int i = 2; !taken.add(name); i++) {
      name = base + " #" + i;
    }
    return route.named(name);
  }

  private String text(Match match, String path) {
    var conditions = new ArrayList<String>();
    conditions.addAll(conditions("", match.headers(), path + ".headers"));
    conditions.addAll(conditions("query:", match.query(), path + ".query"));
    conditions.addAll(conditions("cookie:", match.cookies(), path + ".cookies"));
    match.client().forEach(network -> conditions.add("client:" + network));
    return (match.methods().isEmpty() ? "" : String.join(",", match.methods()) + " ")
        + (match.host() == null ? "" : match.host())
        + match.path()
        + (conditions.isEmpty() ? "" : " [" + String.join(", ", conditions) + "]");
  }

  private List<String> conditions(String kind, Map<String, ValueMatch> values, String path) {
    return values.entrySet().stream()
        .map(
            value ->
                condition(
                    kind + value.getKey(), value.getValue(), Paths.child(path, value.getKey())))
        .toList();
  }

  // A name ends up in metrics and logs, where a secret value has no place.
  private String condition(String name, ValueMatch value, String path) {
    return switch (value) {
      case ValueMatch.Equal equal -> name + "=" + shown(equal.text(), path);
      case ValueMatch.Prefix prefix -> name + "=" + shown(prefix.text(), path + ".prefix") + "*";
      case ValueMatch.Regex regex -> name + "~" + shown(regex.pattern().pattern(), path + ".regex");
      case ValueMatch.Present _ -> name;
      case ValueMatch.Absent _ -> "!" + name;
    };
  }

  private String shown(String text, String path) {
    return origins.isSecret(path) ? "…" : text;
  }
}
