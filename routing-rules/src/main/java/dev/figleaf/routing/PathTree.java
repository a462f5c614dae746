package dev.figleaf.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host, in a tree by the segments of their paths. Immutable.
 *
 * <p>A path is walked once, with a literal child and a child for any segment to look at on each
 * level. Every node knows the best rank under it, so that a branch that can not win is not walked:
 * this is what makes priorities right without a list.
 */
final class PathTree {
  private static final Route[] NO_ROUTES = {};

  private final @Nullable SegmentMap<PathTree> literals;
  private final @Nullable PathTree any;
  private final Route[] exact;
  private final Route[] rest;
  private final int bestRank;

  private PathTree(Growing from) {
    var children = new HashMap<String, PathTree>();
    from.literals.forEach((text, child) -> children.put(text, new PathTree(child)));
    literals = children.isEmpty() ? null : new SegmentMap<>(children);
    any = from.any == null ? null : new PathTree(from.any);
    exact = byRank(from.exact);
    rest = byRank(from.rest);
    bestRank = from.bestRank;
  }

  static PathTree of(List<Route> routes) {
    var root = new Growing();
    routes.forEach(root::add);
    return new PathTree(root);
  }

  private static Route[] byRank(List<Route> routes) {
    return routes.stream().sorted(Comparator.comparing(Route::rank)).toArray(Route[]::new);
  }

  /** The better of the best route here for a request and the best one elsewhere. */
  @Nullable Route best(RequestHead head, @Nullable Route best) {
    return best(head, head.path(), 0, best);
  }

  // Segments before `at` are matched; `at` is a slash or the path's end.
  private @Nullable Route best(RequestHead head, String path, int at, @Nullable Route sofar) {
    if (sofar != null && sofar.rank() < bestRank) {
      return sofar;
    }
    Route best = sofar;
    if (at == path.length()) {
      best = first(exact, head, best);
    } else {
      int end = PathShape.segmentEnd(path, at);
      PathTree child = literals == null ? null : literals.get(path, at + 1, end);
      if (child != null) {
        best = child.best(head, path, end, best);
      }
      if (any != null && end > at + 1) {
        best = any.best(head, path, end, best);
      }
    }
    return first(rest, head, best);
  }

  private static @Nullable Route first(Route[] routes, RequestHead head, @Nullable Route best) {
    for (Route route : routes) {
      if (best != null && best.rank() < route.rank()) {
        return best;
      }
      if (route.conditions().hold(head)) {
        return route;
      }
    }
    return best;
  }

  /** Gives the lists, each by rank, of the routes whose paths cover every path of a shape. */
  void covering(PathShape shape, Consumer<Route[]> found) {
    covering(shape, 0, found);
  }

  private void covering(PathShape shape, int depth, Consumer<Route[]> found) {
    found.accept(rest);
    if (depth == shape.segments().size()) {
      found.accept(shape.rest() ? NO_ROUTES : exact);
      return;
    }
    String literal = shape.literal(depth);
    PathTree child =
        literal == null || literals == null ? null : literals.get(literal, 0, literal.length());
    if (child != null) {
      child.covering(shape, depth + 1, found);
    }
    if (any != null && (literal == null || !literal.isEmpty())) {
      any.covering(shape, depth + 1, found);
    }
  }

  /** A node while routes are added. */
  private static final class Growing {
    private final Map<String, Growing> literals = new HashMap<>();
    private @Nullable Growing any;
    private final List<Route> exact = new ArrayList<>();
    private final List<Route> rest = new ArrayList<>();
    private int bestRank = Integer.MAX_VALUE;

    void add(Route route) {
      PathShape shape = route.shape();
      Growing node = this;
      node.bestRank = Math.min(node.bestRank, route.rank());
      for (int i = 0; i < shape.segments().size(); i++) {
        node = node.child(shape.literal(i));
        node.bestRank = Math.min(node.bestRank, route.rank());
      }
      (shape.rest() ? node.rest : node.exact).add(route);
    }

    private Growing child(@Nullable String literal) {
      if (literal != null) {
        return literals.computeIfAbsent(literal, _ -> new Growing());
      }
      if (any == null) {
        any = new Growing();
      }
      return any;
    }
  }
}
