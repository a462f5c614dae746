package dev.figleaf.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which parts of a composition need which others, and what order follows from it. Parts that do not
 * need each other are asked at once. Immutable.
 */
public final class Composition {
  private final Map<String, Set<String>> uses;

  private Composition(Map<String, Set<String>> uses) {
    this.uses = uses;
  }

  /**
   * Looks at the parts.
   *
   * @param captures of the route, which go before parts of the same name
   */
  public static Composition of(Action.Aggregate aggregate, List<String> captures) {
    var uses = new LinkedHashMap<String, Set<String>>();
    aggregate.parts().forEach((name, part) -> uses.put(name, uses(part, aggregate, captures)));
    return new Composition(uses);
  }

  private static Set<String> uses(
      PartSpec part, Action.Aggregate aggregate, List<String> captures) {
    var names = new LinkedHashSet<String>();
    for (PartPath.Piece.Value value : part.path().values()) {
      if (!(value.of().path().isEmpty() && captures.contains(value.of().root()))) {
        names.add(value.of().root());
      }
    }
    if (part.each() != null) {
      names.add(part.each().of().root());
    }
    if (part.when() != null) {
      names.addAll(ExpressionRoots.of(part.when()));
    }
    if (part.bodyExpression() != null) {
      names.addAll(ExpressionRoots.of(part.bodyExpression()));
    }
    names.retainAll(aggregate.parts().keySet());
    return Collections.unmodifiableSet(names);
  }

  /** The parts that a part needs. */
  public Set<String> uses(String part) {
    return uses.getOrDefault(part, Set.of());
  }

  /** The first parts that need each other in a circle, its beginning told again at its end. */
  public List<String> cycle() {
    var done = new LinkedHashSet<String>();
    for (String part : uses.keySet()) {
      List<String> found = cycle(part, new ArrayDeque<>(), done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private List<String> cycle(String part, Deque<String> way, Set<String> done) {
    if (way.contains(part)) {
      var circle = new ArrayList<>(way);
      List<String> from = new ArrayList<>(circle.subList(circle.indexOf(part), circle.size()));
      from.add(part);
      return from;
    }
    if (done.contains(part)) {
      return List.of();
    }
    way.addLast(part);
    for (String used : uses(part)) {
      List<String> found = cycle(used, way, done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    way.removeLast();
    done.add(part);
    return List.of();
  }

  /** The parts by how many rounds have to be over before they can be asked; without a cycle. */
  public List<List<String>> stages() {
    var stages = new ArrayList<List<String>>();
    var asked = new LinkedHashSet<String>();
    while (asked.size() < uses.size()) {
      List<String> next =
          uses.keySet().stream()
              .filter(part -> !asked.contains(part) && asked.containsAll(uses(part)))
              .toList();
      if (next.isEmpty()) {
        throw new IllegalStateException("the parts need each other: " + cycle());
      }
      stages.add(next);
      asked.addAll(next);
    }
    return stages;
  }
}
