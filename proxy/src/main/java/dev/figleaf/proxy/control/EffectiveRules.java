package dev.figleaf.proxy.control;

import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is put on top of rules as they are written: weights of seams, and a panic, in which every
 * seam is on {@code from} and nothing is copied.
 *
 * @param weights by seam; those of seams that there are none of hold nothing
 */
record EffectiveRules(Map<String, Percentage> weights, boolean panic) {
  EffectiveRules {
    weights = Map.copyOf(weights);
  }

  /** The rules with all of that; the same object where it changes nothing. */
  RuleSet over(RuleSet written) {
    boolean touched = written.seams().keySet().stream().anyMatch(weights::containsKey);
    if (!touched && !panic) {
      return written;
    }
    var seams = new LinkedHashMap<String, SeamSpec>();
    written.seams().forEach((name, seam) -> seams.put(name, over(seam)));
    List<RouteSpec> routes =
        panic ? written.routes().stream().map(EffectiveRules::quiet).toList() : written.routes();
    return written.with(seams, routes);
  }

  private SeamSpec over(SeamSpec seam) {
    return panic
        ? seam.withWeight(Percentage.ZERO).withoutShadow()
        : seam.withWeight(weights.getOrDefault(seam.name(), seam.weight()));
  }

  private static RouteSpec quiet(RouteSpec route) {
    return route.shadow() == null ? route : route.withoutShadow();
  }
}
