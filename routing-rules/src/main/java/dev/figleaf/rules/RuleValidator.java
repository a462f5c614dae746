package dev.figleaf.rules;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong between the parts of a rule set; what needs no matcher to be seen. */
final class RuleValidator {
  private final RuleSet rules;
  private final MergedRules merged;
  private final Set<HostAndPort> self;
  private final Problems problems;
  private final Set<String> used = new HashSet<>();
  private final boolean allBound;

  RuleValidator(RuleSet rules, MergedRules merged, Set<HostAndPort> self, Problems problems) {
    this.rules = rules;
    this.merged = merged;
    this.self = self;
    this.problems = problems;
    this.allBound = !problems.hasErrors();
  }

  void validate() {
    rules.upstreams().values().forEach(this::upstream);
    rules.seams().values().forEach(this::seam);
    var routes = new RouteValidator(this, rules.origins(), problems);
    for (int i = 0; i < rules.routes().size(); i++) {
      routes.validate(rules.routes().get(i), Paths.item("routes", i));
    }
    routeNames();
    tests();
    if (!problems.hasErrors()) {
      unused();
    }
  }

  private void upstream(UpstreamSpec upstream) {
    String path = Paths.child("upstreams", upstream.name());
    new UpstreamValidator(upstream, path, self, rules.origins(), problems).validate();
  }

  private void seam(SeamSpec seam) {
    String path = Paths.child("seams", seam.name());
    upstreamAt(path + ".from", seam.from());
    upstreamAt(path + ".to", seam.to());
    if (seam.from().equals(seam.to())) {
      error(
          path + ".to", "from and to are both " + seam.to() + "; a seam moves to another upstream");
    }
    if (seam.shadow() != null) {
      shadows().ofSeam(seam.shadow(), path + ".shadow");
    }
  }

  /** What looks at shadows, of seams and of routes. */
  ShadowValidator shadows() {
    return new ShadowValidator(this, rules.origins(), problems);
  }

  /** What looks at compositions. */
  AggregateValidator aggregates() {
    return new AggregateValidator(this, rules.origins(), problems, allBound);
  }

  /** Whether all that is written could be read, so that nothing is absent that is wrong instead. */
  boolean isAllBound() {
    return allBound;
  }

  /** Checks that an upstream exists, and counts it as used. */
  void upstreamAt(String path, String name) {
    known("upstream", path, name, merged.upstreamNames());
  }

  /** Checks that a seam exists, and counts it as used. */
  void seamAt(String path, String name) {
    known("seam", path, name, merged.seamNames());
  }

  /** A seam by name; null where there is none, or it may stand in a file that cannot be read. */
  @Nullable SeamSpec seam(String name) {
    return rules.seams().get(name);
  }

  private void known(String what, String path, String name, Collection<String> names) {
    used.add(what + " " + name);
    // While a file cannot be read, a name that is not found may well stand in it.
    if (merged.isWhole() && !names.contains(name)) {
      error(path, "unknown " + what + " " + Quoted.of(name) + Nearest.hint(name, names));
    }
  }

  private void routeNames() {
    var first = new HashMap<String, Integer>();
    for (int i = 0; i < rules.routes().size(); i++) {
      @Nullable Integer before = first.putIfAbsent(rules.routes().get(i).name(), i);
      if (before != null) {
        twice(
            Paths.item("routes", i),
            Paths.item("routes", before),
            "route",
            rules.routes().get(i).name());
      }
    }
  }

  private void twice(String path, String before, String what, String name) {
    String place =
        rules.origins().of(before + ".name").map(location -> " in " + location).orElse("");
    error(path + ".name", "another " + what + place + " is called " + Quoted.of(name) + " too");
  }

  private void tests() {
    Set<String> names = new LinkedHashSet<>();
    rules.routes().forEach(route -> names.add(route.name()));
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < rules.tests().size(); i++) {
      RuleTest test = rules.tests().get(i);
      String path = Paths.item("tests", i);
      @Nullable Integer before = first.putIfAbsent(test.name(), i);
      if (before != null) {
        twice(path, Paths.item("tests", before), "test", test.name());
      }
      expectation(test.expect(), names, path + ".expect");
      if (test.request().bucket() != null && test.request().bucket() >= 1) {
        error(path + ".request.bucket", "a draw is below 1, such as 0.999");
      }
    }
  }

  private void expectation(RuleTest.Expectation expect, Set<String> names, String path) {
    if (expect.upstream() != null) {
      upstreamOf(path + ".upstream", expect.upstream());
    }
    // A route that could not be bound may have the name.
    if (expect.route() != null && merged.hasAllRoutes() && !names.contains(expect.route())) {
      error(
          path + ".route",
          "unknown route " + Quoted.of(expect.route()) + Nearest.hint(expect.route(), names));
    }
    expect
        .parts()
        .forEach((part, upstream) -> upstreamOf(Paths.child(path + ".parts", part), upstream));
  }

  /** Checks that an upstream exists; a test does not use it. */
  private void upstreamOf(String path, String name) {
    if (merged.isWhole() && !merged.upstreamNames().contains(name)) {
      error(
          path, "unknown upstream " + Quoted.of(name) + Nearest.hint(name, merged.upstreamNames()));
    }
  }

  private void unused() {
    for (String name : rules.upstreams().keySet()) {
      if (!used.contains("upstream " + name)
          && rules.origins().isWritten(Paths.child("upstreams", name))) {
        problems.add(
            rules
                .origins()
                .warning(Paths.child("upstreams", name), "no route or seam uses this upstream"));
      }
    }
    for (String name : rules.seams().keySet()) {
      if (!used.contains("seam " + name)) {
        problems.add(
            rules.origins().warning(Paths.child("seams", name), "no route uses this seam"));
      }
    }
  }

  private void error(String path, String message) {
    problems.add(rules.origins().error(path, message));
  }
}
