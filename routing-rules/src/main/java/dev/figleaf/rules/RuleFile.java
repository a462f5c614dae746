package dev.figleaf.rules;

import java.util.List;
import java.util.Map;

/** One file of a rule set, as it is written. */
public record RuleFile(
    @Doc("The version of the rule language: 1.") @Default("0") int version,
    @Doc("What holds for every upstream that does not say otherwise.") Defaults defaults,
    @Doc("Named services that answer requests.") @Check(keys = TextKind.NAME)
        Map<String, UpstreamSpec> upstreams,
    @Doc("Parts of the monolith that are moving out.") @Check(keys = TextKind.NAME)
        Map<String, SeamSpec> seams,
    @Doc("What is matched, and what happens to it.") List<RouteSpec> routes,
    @Doc("Requests with the decision that they must get.") List<RuleTest> tests,
    @Doc("The form into which paths are brought, before anything looks at them.") PathSpec path) {

  public RuleFile {
    upstreams = Ordered.copyOf(upstreams);
    seams = Ordered.copyOf(seams);
    routes = List.copyOf(routes);
    tests = List.copyOf(tests);
  }
}
