package dev.figleaf.rules;

import dev.figleaf.rules.LocatedNode.Mapping;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the files of a rule set together into one, in the order of the files. */
final class MergedRules {
  private static final String MONOLITH = "monolith";
  private static final Match EVERYTHING =
      new Match(null, PathPattern.ANY, Set.of(), Map.of(), Map.of(), Map.of(), List.of());
  private static final Pattern COUNTED =
      Pattern.compile("(routes|tests)\\[(\\d+)](.*)", Pattern.DOTALL);

  private static final List<String> NAMED = List.of("upstreams", "seams", "routes");
  private static final List<String> SECTIONS =
      RecordShape.of(RuleFile.class).keyed().stream().map(RecordShape.Part::key).toList();

  private final Problems problems;
  private Defaults defaults = Defaults.NONE;
  private PathSpec path = PathSpec.SAFE;
  private final Map<String, UpstreamSpec> upstreams = new LinkedHashMap<>();
  private final Map<String, SeamSpec> seams = new LinkedHashMap<>();
  private final List<RouteSpec> routes = new ArrayList<>();
  private final List<RuleTest> tests = new ArrayList<>();
  private final Map<String, Origins.Place> places = new LinkedHashMap<>();

  // What was written counts as known even where its body was wrong: one mistake, one problem.
  private final Set<String> upstreamNames = new LinkedHashSet<>();
  private final Set<String> seamNames = new LinkedHashSet<>();
  private boolean whole = true;
  private int routesWritten;
  private int routesBound;

  MergedRules(Problems problems) {
    this.problems = problems;
  }

  /** Notes that a file could not be read, so that not every name is known. */
  void addUnreadable() {
    whole = false;
  }

  void add(LocatedNode root, Bound<RuleFile> file) {
    if (root instanceof Mapping mapping) {
      declare(mapping, "upstreams", upstreamNames);
      declare(mapping, "seams", seamNames);
      mapping.get("routes").ifPresent(this::declareRoutes);
      whole &= NAMED.stream().noneMatch(section -> isMisspelt(mapping, section));
      checkVersion(mapping, file);
    }
    if (isFirst("defaults", file.origins())) {
      defaults = file.value().defaults();
    }
    if (isFirst("path", file.origins())) {
      path = file.value().path();
    }
    addNamed("upstream", file.value().upstreams(), upstreams, file.origins());
    addNamed("seam", file.value().seams(), seams, file.origins());
    addPlaces(file.origins());
    routes.addAll(file.value().routes());
    routesBound += file.value().routes().size();
    tests.addAll(file.value().tests());
  }

  private static boolean isMisspelt(Mapping root, String section) {
    return root.get(section).isEmpty()
        && root.entries().stream()
            .map(entry -> entry.key().text())
            .filter(key -> !SECTIONS.contains(key))
            .anyMatch(key -> Nearest.to(key, SECTIONS).equals(Optional.of(section)));
  }

  private void declare(Mapping root, String section, Set<String> names) {
    root.get(section)
        .ifPresent(
            node -> {
              if (node instanceof Mapping mapping) {
                mapping.entries().forEach(entry -> names.add(entry.key().text()));
              } else {
                whole = false;
              }
            });
  }

  private void declareRoutes(LocatedNode routes) {
    if (routes instanceof LocatedNode.Sequence list) {
      routesWritten += list.items().size();
    } else {
      whole = false;
    }
  }

  private void checkVersion(Mapping root, Bound<RuleFile> file) {
    if (root.get("version").isEmpty()) {
      if (!isMisspelt(root, "version")) {
        problems.error(root.at(), "", "the version is missing; begin the file with version: 1");
      }
    } else if (file.origins().isWritten("version") && file.value().version() != 1) {
      problems.add(
          file.origins()
              .error(
                  "version", file.value().version() + " is not a version that is known; write 1"));
    }
  }

  /** Whether a file says what no file before it said; a second one that says it is a mistake. */
  private boolean isFirst(String section, Origins origins) {
    Origins.Place before = places.get(section);
    if (!origins.isWritten(section) || before == null) {
      return origins.isWritten(section);
    }
    String verb = section.endsWith("s") ? " stand in " : " stands in ";
    String them = section.endsWith("s") ? "; keep them in one file" : "; keep it in one file";
    problems.add(origins.error(section, section + verb + before.location() + " already" + them));
    return false;
  }

  private <T> void addNamed(
      String what, Map<String, T> added, Map<String, T> all, Origins origins) {
    added.forEach(
        (name, spec) -> {
          String path = Paths.child(what + "s", name);
          Origins.Place before = places.get(path);
          if (before == null) {
            all.put(name, spec);
          } else {
            problems.add(
                origins.error(
                    path,
                    "the "
                        + what
                        + " "
                        + name
                        + " is defined in "
                        + before.location()
                        + " already"));
          }
        });
  }

  private void addPlaces(Origins origins) {
    origins.places().forEach((path, place) -> places.putIfAbsent(moved(path), place));
  }

  private String moved(String path) {
    Matcher counted = COUNTED.matcher(path);
    if (!counted.matches()) {
      return path;
    }
    int before = counted.group(1).equals("routes") ? routes.size() : tests.size();
    int index = before + Integer.parseInt(counted.group(2));
    return Paths.item(counted.group(1), index) + counted.group(3);
  }

  /** Adds an upstream and a route to it for everything, each where the rules have none. */
  void addMonolith(URI url) {
    if (upstreamNames.add(MONOLITH)) {
      upstreams.put(MONOLITH, UpstreamSpec.at(MONOLITH, List.of(url)));
    }
    if (routes.stream().noneMatch(route -> route.match().equals(EVERYTHING))) {
      routes.add(RouteSpec.of("", EVERYTHING, new Action.Forward(MONOLITH)));
    }
  }

  RuleSet rules() {
    Origins origins = Origins.ofPlaces(places);
    return new RuleSet(
        defaults, path, upstreams, seams, RouteNames.assign(routes, origins), tests, origins);
  }

  boolean isWhole() {
    return whole;
  }

  boolean hasRoutes() {
    return routesWritten > 0 || !routes.isEmpty();
  }

  /** Whether every route that was written could be bound, so that every name is known. */
  boolean hasAllRoutes() {
    return whole && routesBound == routesWritten;
  }

  Set<String> upstreamNames() {
    return upstreamNames;
  }

  Set<String> seamNames() {
    return seamNames;
  }
}
