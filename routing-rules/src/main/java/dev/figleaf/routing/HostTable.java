package dev.figleaf.routing;

import dev.figleaf.rules.HostPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The path trees of all hosts: exact ones, those under a domain, and the one for every host. */
final class HostTable {
  private final SegmentMap<PathTree> exact;
  private final SegmentMap<PathTree> under;
  private final PathTree everyHost;

  HostTable(List<Route> routes) {
    var exactRoutes = new HashMap<String, List<Route>>();
    var underRoutes = new HashMap<String, List<Route>>();
    var others = new ArrayList<Route>();
    for (Route route : routes) {
      HostPattern host = route.spec().match().host();
      if (host == null) {
        others.add(route);
      } else {
        (host.wildcard() ? underRoutes : exactRoutes)
            .computeIfAbsent(host.name(), _ -> new ArrayList<>())
            .add(route);
      }
    }
    exact = trees(exactRoutes);
    under = trees(underRoutes);
    everyHost = PathTree.of(others);
  }

  private static SegmentMap<PathTree> trees(Map<String, List<Route>> byHost) {
    var trees = new HashMap<String, PathTree>();
    byHost.forEach((host, routes) -> trees.put(host, PathTree.of(routes)));
    return new SegmentMap<>(trees);
  }

  @Nullable Route best(RequestHead head) {
    String host = head.host();
    PathTree tree = exact.get(host, 0, host.length());
    Route best = tree == null ? null : tree.best(head, null);
    if (under.longest() >= 0) {
      best = bestUnder(head, host, best);
    }
    return everyHost.best(head, best);
  }

  private @Nullable Route bestUnder(RequestHead head, String host, @Nullable Route sofar) {
    Route best = sofar;
    for (int dot = host.indexOf('.', 1); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      PathTree tree = under.get(host, dot + 1, host.length());
      if (tree != null) {
        best = tree.best(head, best);
      }
    }
    return best;
  }

  /** Gives the trees whose hosts cover every host of a pattern. */
  void covering(@Nullable HostPattern host, Consumer<PathTree> found) {
    found.accept(everyHost);
    if (host == null) {
      return;
    }
    String name = host.name();
    // A wildcard covers itself; a name is covered by the wildcards over it.
    for (int at = host.wildcard() ? 0 : name.indexOf('.') + 1; at >= 0; at = next(name, at)) {
      PathTree tree = at == 0 && !host.wildcard() ? null : under.get(name, at, name.length());
      if (tree != null) {
        found.accept(tree);
      }
    }
    PathTree own = host.wildcard() ? null : exact.get(name, 0, name.length());
    if (own != null) {
      found.accept(own);
    }
  }

  private static int next(String name, int at) {
    int dot = name.indexOf('.', at);
    return dot < 0 ? -1 : dot + 1;
  }
}
