package dev.figleaf.proxy.traffic;

import dev.figleaf.proxy.shadow.Redactor;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.CohortKey;
import dev.figleaf.rules.CohortSpec;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import dev.figleaf.rules.ValueMatch;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What of requests is of interest under a rule set; compiled once for each. Immutable.
 *
 * @param seams those that have figures, by name
 * @param subjects the values that conditions look at
 * @param keys that say who a client is, of all seams and splits
 * @param client whether a condition looks at the client's address
 */
record Watched(
    RuleSet rules,
    Map<String, SeamSpec> seams,
    List<Subject> subjects,
    List<CohortKey> keys,
    boolean client,
    Redactor redactor) {
  /** How many seams have figures: each holds 7 KiB a loop, and 14 KiB more. */
  static final int MOST_SEAMS = 1_000;

  private static final Logger LOG = LogManager.getLogger(Watched.class);

  /** Where a value is found. */
  enum Source {
    HEADER,
    QUERY,
    COOKIE
  }

  /**
   * A value that conditions look at.
   *
   * @param of as descriptors call it
   * @param secret whether it may never be kept, whatever it is
   */
  record Subject(
      Source source, String name, String of, boolean secret, List<ValueMatch> conditions) {}

  Watched {
    subjects = List.copyOf(subjects);
    keys = List.copyOf(keys);
  }

  static Watched of(RuleSet rules) {
    var redactor = Redactor.of(List.of());
    List<CohortKey> keys = keys(rules);
    return new Watched(
        rules,
        seams(rules),
        subjects(rules, keys, redactor),
        keys,
        rules.routes().stream().anyMatch(route -> !route.match().client().isEmpty()),
        redactor);
  }

  private static Map<String, SeamSpec> seams(RuleSet rules) {
    var seams = new LinkedHashMap<String, SeamSpec>();
    rules.seams().values().stream().limit(MOST_SEAMS).forEach(seam -> seams.put(seam.name(), seam));
    if (seams.size() < rules.seams().size()) {
      LOG.warn(
          "traffic seams={} without-figures={}",
          rules.seams().size(),
          rules.seams().size() - seams.size());
    }
    return seams;
  }

  private static List<CohortKey> keys(RuleSet rules) {
    var keys = new LinkedHashSet<CohortKey>();
    rules.seams().values().forEach(seam -> add(keys, seam.cohort()));
    rules.routes().stream()
        .filter(route -> route.action() instanceof Action.Split)
        .forEach(route -> add(keys, route.cohort()));
    return List.copyOf(keys);
  }

  private static void add(Set<CohortKey> keys, @Nullable CohortSpec cohort) {
    if (cohort instanceof CohortSpec.Keyed(var more)) {
      keys.addAll(more);
    }
  }

  private static List<Subject> subjects(RuleSet rules, List<CohortKey> keys, Redactor redactor) {
    var found = new LinkedHashMap<String, Subject>();
    for (RouteSpec route : rules.routes()) {
      add(found, Source.HEADER, route.match().headers());
      add(found, Source.QUERY, route.match().query());
      add(found, Source.COOKIE, route.match().cookies());
    }
    return found.values().stream().map(one -> withSecrecy(one, keys, redactor)).toList();
  }

  private static void add(
      Map<String, Subject> found, Source source, Map<String, ValueMatch> conditions) {
    new TreeMap<>(conditions)
        .forEach(
            (name, condition) -> {
              String of = nameOf(source, name);
              var all = new LinkedHashSet<ValueMatch>();
              if (found.get(of) != null) {
                all.addAll(found.get(of).conditions());
              }
              all.add(condition);
              found.put(of, new Subject(source, name, of, false, List.copyOf(all)));
            });
  }

  private static String nameOf(Source source, String name) {
    return switch (source) {
      case HEADER -> Conditional.header(name);
      case QUERY -> Conditional.query(name);
      case COOKIE -> Conditional.cookie(name);
    };
  }

  // Who a client is, is hashed only, whatever conditions look at it besides.
  private static Subject withSecrecy(Subject one, List<CohortKey> keys, Redactor redactor) {
    boolean secret =
        one.source() == Source.COOKIE
            || Redactor.isTelling(one.name())
            || one.source() == Source.HEADER && redactor.isSecretHeader(one.name())
            || keys.stream().anyMatch(key -> key.toString().equalsIgnoreCase(one.of()));
    return new Subject(one.source(), one.name(), one.of(), secret, one.conditions());
  }
}
