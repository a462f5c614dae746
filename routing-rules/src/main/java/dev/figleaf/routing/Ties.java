package dev.figleaf.routing;

import dev.figleaf.rules.HostPattern;
import dev.figleaf.rules.ValueMatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds routes between which nothing decides: equal in precedence, host and path, with conditions
 * that one request may meet.
 *
 * <p>Only such routes are compared, and of those only the ones that agree in the value that most of
 * them name: a thousand routes for a thousand values of one header are compared a thousand times,
 * not a million.
 */
final class Ties {
  private record Group(Precedence precedence, @Nullable HostPattern host, String path) {
    static Group of(Route route) {
      return new Group(route.precedence(), route.spec().match().host(), route.shape().unnamed());
    }
  }

  /** Two routes that tie, in the order of the rules. */
  record Tie(Route first, Route second) {}

  private Ties() {}

  /** For each route the first one before it that it ties with. */
  static List<Tie> find(List<Route> routes) {
    var groups = new LinkedHashMap<Group, List<Route>>();
    routes.forEach(
        route -> groups.computeIfAbsent(Group.of(route), _ -> new ArrayList<>()).add(route));
    return groups.values().stream().flatMap(group -> in(group).stream()).toList();
  }

  private static List<Tie> in(List<Route> group) {
    String subject = group.size() < 2 ? "" : commonSubject(group);
    var byValue = new HashMap<Optional<String>, List<Route>>();
    var ties = new ArrayList<Tie>();
    for (Route route : group) {
      Optional<String> value = valueOf(route, subject);
      candidates(byValue, value)
          .filter(other -> Overlap.possible(other.conditions(), route.conditions()))
          .min(Comparator.comparing(Route::ordinal))
          .ifPresent(other -> ties.add(new Tie(other, route)));
      byValue.computeIfAbsent(value, _ -> new ArrayList<>()).add(route);
    }
    return ties;
  }

  // A route that names no value of the subject may meet all others.
  private static Stream<Route> candidates(
      Map<Optional<String>, List<Route>> byValue, Optional<String> value) {
    Collection<List<Route>> lists =
        value.isEmpty()
            ? byValue.values()
            : List.of(
                byValue.getOrDefault(value, List.of()),
                byValue.getOrDefault(Optional.<String>empty(), List.of()));
    return lists.stream().flatMap(List::stream);
  }

  private static String commonSubject(List<Route> group) {
    return group.stream()
        .flatMap(route -> route.conditions().values().stream())
        .filter(condition -> condition.value() instanceof ValueMatch.Equal)
        .collect(Collectors.groupingBy(Condition::subject, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static Optional<String> valueOf(Route route, String subject) {
    return route.conditions().values().stream()
        .filter(condition -> condition.subject().equals(subject))
        .map(Condition::value)
        .filter(ValueMatch.Equal.class::isInstance)
        .map(value -> ((ValueMatch.Equal) value).text())
        .findFirst();
  }
}
