package dev.figleaf.rules;

import java.util.List;
import java.util.Map;

/**
 * All the rules of all files together, validated: upstreams, seams, routes and the tests that hold
 * them.
 *
 * <p>Maps keep the order of the files. Where a value stands is asked of {@link #origins()}, which
 * takes no part in what two rule sets mean.
 */
public record RuleSet(
    Defaults defaults,
    PathSpec path,
    Map<String, UpstreamSpec> upstreams,
    Map<String, SeamSpec> seams,
    List<RouteSpec> routes,
    List<RuleTest> tests,
    Origins origins) {

  public RuleSet {
    upstreams = Ordered.copyOf(upstreams);
    seams = Ordered.copyOf(seams);
    routes = List.copyOf(routes);
    tests = List.copyOf(tests);
  }

  /** The same with other seams and routes. */
  public RuleSet with(Map<String, SeamSpec> otherSeams, List<RouteSpec> otherRoutes) {
    return new RuleSet(defaults, path, upstreams, otherSeams, otherRoutes, tests, origins);
  }
}
