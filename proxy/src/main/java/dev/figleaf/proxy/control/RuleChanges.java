package dev.figleaf.proxy.control;

import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What changed between two rule sets, a line each, for the history; 200 lines at most. */
final class RuleChanges {
  private static final int MOST = 200;

  private RuleChanges() {}

  static List<String> between(RuleSet before, RuleSet after) {
    var lines = new ArrayList<String>();
    add("upstream", before.upstreams(), after.upstreams(), lines);
    after
        .seams()
        .forEach(
            (name, seam) -> {
              var was = before.seams().get(name);
              if (was != null && !was.weight().equals(seam.weight())) {
                lines.add("seam %s: %s -> %s".formatted(name, was.weight(), seam.weight()));
              } else if (!seam.equals(was)) {
                lines.add("seam %s %s".formatted(name, was == null ? "added" : "changed"));
              }
            });
    removed("seam", before.seams(), after.seams(), lines);
    add("route", byName(before.routes()), byName(after.routes()), lines);
    return bounded(lines);
  }

  private static Map<String, RouteSpec> byName(List<RouteSpec> routes) {
    var all = new LinkedHashMap<String, RouteSpec>();
    routes.forEach(route -> all.put(route.name(), route));
    return all;
  }

  private static <T> void add(
      String kind, Map<String, T> before, Map<String, T> after, List<String> lines) {
    after.forEach(
        (name, now) -> {
          @Nullable T was = before.get(name);
          if (!now.equals(was)) {
            lines.add("%s %s %s".formatted(kind, name, was == null ? "added" : "changed"));
          }
        });
    removed(kind, before, after, lines);
  }

  private static <T> void removed(
      String kind, Map<String, T> before, Map<String, T> after, List<String> lines) {
    before.keySet().stream()
        .filter(name -> !after.containsKey(name))
        .forEach(name -> lines.add("%s %s removed".formatted(kind, name)));
  }

  private static List<String> bounded(List<String> lines) {
    if (lines.size() <= MOST) {
      return lines;
    }
    var first = new ArrayList<>(lines.subList(0, MOST - 1));
    first.add("and %d more".formatted(lines.size() - first.size()));
    return first;
  }
}
