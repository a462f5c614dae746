package dev.figleaf.proxy.control;

import dev.figleaf.proxy.upstream.ForwardPlan;
import dev.figleaf.proxy.upstream.HedgePlan;
import dev.figleaf.proxy.upstream.RescueBudget;
import dev.figleaf.proxy.upstream.RescuePlan;
import dev.figleaf.proxy.upstream.Transform;
import dev.figleaf.proxy.upstream.Upstream;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.FallbackSpec;
import dev.figleaf.rules.Rescue;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import dev.figleaf.rules.TransformSpec;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plans of one route: for each upstream that it may choose, how it is asked and who is
 * asked where it cannot answer.
 */
final class Plans {
  private final RuleSet rules;
  private final Set<String> leaving;
  private final Map<String, Upstream> upstreams;
  private final Map<String, RescueBudget> budgets;
  private final RouteSpec route;
  private final @Nullable HedgePlan hedge;
  private final @Nullable SeamSpec seam;
  private final @Nullable Transform transform;

  /**
   * @param leaving the upstreams that some seam moves out of
   * @param budgets of the seams by name, which outlive a reload; missing ones are added
   * @param transform of the route; null where it has none
   */
  Plans(
      RuleSet rules,
      Set<String> leaving,
      Map<String, Upstream> upstreams,
      Map<String, RescueBudget> budgets,
      RouteSpec route,
      @Nullable Transform transform) {
    this.transform = transform;
    this.rules = rules;
    this.leaving = leaving;
    this.upstreams = upstreams;
    this.budgets = budgets;
    this.route = route;
    var spec = route.hedge();
    this.hedge = spec == null ? null : new HedgePlan(spec);
    this.seam = route.action() instanceof Action.Seam(String name) ? rules.seams().get(name) : null;
  }

  /** The plan for an upstream by name. */
  ForwardPlan of(String name) {
    boolean rescues =
        seam != null
            && seam.to().equals(name)
            && !seam.from().equals(name)
            && seam.rescue() != Rescue.OFF;
    return alone(name)
        .orElse(rescues ? rescue(Objects.requireNonNull(seam)) : null, fallback(name));
  }

  private RescuePlan rescue(SeamSpec of) {
    ForwardPlan from = alone(of.from()).orElse(null, fallback(of.from()));
    RescueBudget budget = budgets.computeIfAbsent(of.name(), _ -> new RescueBudget());
    return new RescuePlan(from, of.rescue(), of.rescueAtMost(), budget);
  }

  private @Nullable ForwardPlan fallback(String failed) {
    FallbackSpec spec = route.fallback();
    String to = spec == null ? null : spec.to();
    return to == null || to.equals(failed) ? null : alone(to);
  }

  private ForwardPlan alone(String name) {
    Upstream upstream = Objects.requireNonNull(upstreams.get(name));
    return ForwardPlan.of(
        route, upstream, leaving.contains(name), hedge, of(transform, route, name, rules));
  }

  /** The transform of a route, where it is for this upstream; else null. */
  static @Nullable Transform of(
      @Nullable Transform transform, RouteSpec route, String upstream, RuleSet rules) {
    TransformSpec spec = route.transform();
    return spec != null && spec.isFor(upstream, route.action(), rules.seams()) ? transform : null;
  }
}
