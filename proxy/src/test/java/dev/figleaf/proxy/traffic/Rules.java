package dev.figleaf.proxy.traffic;

import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.RuleReader;
import java.util.Map;
import java.util.Optional;

/** Rules of tests. */
final class Rules {
  private static final RuleLoader LOADER = new RuleLoader(new RuleReader(_ -> Optional.empty()));

  private Rules() {}

  static Loaded.Ok of(String yaml) {
    return switch (LOADER.load(Map.of("rules.yaml", yaml))) {
      case Loaded.Ok ok -> ok;
      case Loaded.Rejected rejected ->
          throw new IllegalArgumentException(rejected.problems() + "\n" + yaml);
    };
  }

  /** The same; empty where they have errors. */
  static Optional<Loaded.Ok> maybe(String yaml) {
    return LOADER.load(Map.of("rules.yaml", yaml)) instanceof Loaded.Ok ok
        ? Optional.of(ok)
        : Optional.empty();
  }

  /** Rules with two upstreams, the seam {@code catalog} and a route to it. */
  static Loaded.Ok seam(String settings) {
    return of(
        """
        version: 1
        upstreams: { old: { url: "http://127.0.0.1:1" }, fresh: { url: "http://127.0.0.1:2" } }
        seams: { catalog: { from: old, to: fresh, %s } }
        routes: [{ match: /**, seam: catalog }]
        """
            .formatted(settings));
  }
}
