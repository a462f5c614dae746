package dev.figleaf.routing;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.Origins;
import dev.figleaf.rules.PartSpec;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The compiled routes of a rule set. Immutable, shared by all event loops.
 *
 * <p>Which route wins does not depend on the order of lines or files; {@code docs/matching.md} says
 * what it depends on.
 */
public final class RouteTable {
  private final List<Route> routes;
  private final HostTable hosts;
  private final Origins origins;

  private RouteTable(List<Route> routes, Origins origins) {
    this.routes = List.copyOf(routes);
    this.origins = origins;
    this.hosts = new HostTable(routes);
  }

  /**
   * Compiles the routes of a validated rule set.
   *
   * @throws IllegalArgumentException for what validation refuses: an unknown seam or capture,
   *     weights that are all zero
   */
  public static RouteTable compile(RuleSet rules) {
    int[] ranks = ranks(rules.routes());
    var splitters = new HashMap<String, Splitter>();
    rules.seams().forEach((name, seam) -> splitters.put(name, Splitter.seam(seam)));
    var routes = new ArrayList<Route>();
    for (RouteSpec spec : rules.routes()) {
      int ordinal = routes.size();
      routes.add(
          Route.compile(
              ordinal, ranks[ordinal], spec, splitter(spec, splitters), parts(spec, splitters)));
    }
    return new RouteTable(routes, rules.origins());
  }

  /** Routes that can be matched and compared, whether the rest of them is valid or not. */
  static List<Route> unbound(List<RouteSpec> specs) {
    int[] ranks = ranks(specs);
    return IntStream.range(0, specs.size())
        .mapToObj(i -> Route.unbound(i, ranks[i], specs.get(i)))
        .toList();
  }

  // File order breaks ties, so that even a table with conflicts always answers the same.
  private static int[] ranks(List<RouteSpec> specs) {
    List<Precedence> order = specs.stream().map(Precedence::of).toList();
    List<Integer> sorted =
        IntStream.range(0, specs.size()).boxed().sorted(Comparator.comparing(order::get)).toList();
    int[] ranks = new int[specs.size()];
    for (int rank = 0; rank < ranks.length; rank++) {
      ranks[sorted.get(rank)] = rank;
    }
    return ranks;
  }

  private static @Nullable Splitter splitter(RouteSpec spec, Map<String, Splitter> seams) {
    return switch (spec.action()) {
      case Action.Forward(String upstream) -> Splitter.fixed(upstream);
      case Action.Split split -> Splitter.split(spec.name(), split, spec.cohort());
      case Action.Seam(String seam) -> known(seams.get(seam), seam);
      case Action.Redirect _, Action.Respond _, Action.Aggregate _ -> null;
    };
  }

  private static Map<String, Splitter> parts(RouteSpec spec, Map<String, Splitter> seams) {
    var parts = new LinkedHashMap<String, Splitter>();
    if (spec.action() instanceof Action.Aggregate aggregate) {
      aggregate.parts().forEach((name, part) -> parts.put(name, part(part, seams)));
    }
    return parts;
  }

  private static Splitter part(PartSpec part, Map<String, Splitter> seams) {
    if (part.seam() != null) {
      return known(seams.get(part.seam()), part.seam());
    }
    return Splitter.fixed(Objects.requireNonNull(part.upstream()));
  }

  private static Splitter known(@Nullable Splitter splitter, String seam) {
    if (splitter == null) {
      throw new IllegalArgumentException("unknown seam " + seam);
    }
    return splitter;
  }

  /** The route of a request, or null when none matches. Makes no object. */
  public @Nullable Route match(RequestHead head) {
    return hosts.best(head);
  }

  /** All routes, each at the place of its {@link Route#ordinal()}. */
  public List<Route> routes() {
    return routes;
  }

  /** Why a request takes the route that it takes; costs time in the number of routes. */
  public Explanation explain(RequestHead head) {
    return new Explainer(this, origins, head).explain();
  }
}
