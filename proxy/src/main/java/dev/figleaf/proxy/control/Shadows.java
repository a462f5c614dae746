package dev.figleaf.proxy.control;

import dev.figleaf.proxy.shadow.CopyEdits;
import dev.figleaf.proxy.shadow.ShadowRoute;
import dev.figleaf.proxy.shadow.Shadowing;
import dev.figleaf.proxy.shadow.Subject;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.upstream.ForwardPlan;
import dev.figleaf.proxy.upstream.ForwardTap;
import dev.figleaf.proxy.upstream.Transform;
import dev.figleaf.proxy.upstream.Upstream;
import dev.figleaf.routing.TargetRewrite;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import dev.figleaf.rules.ShadowSpec;
import dev.figleaf.rules.UpstreamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a rule set which requests are copied, and where to. Copies go to upstreams of their own:
 * what becomes of them must neither fill the bulkhead of those that clients wait for, nor open
 * their breaker.
 */
final class Shadows {

  /**
   * One name under which answers are compared.
   *
   * @param controls the upstreams that are compared with
   */
  private record Compared(String name, ShadowSpec spec, List<String> controls, String candidate) {
    private List<String> sides() {
      var sides = new ArrayList<>(controls);
      sides.add(candidate);
      return sides;
    }
  }

  private final RuleSet rules;
  private final Map<String, UpstreamSpec> upstreams;
  private final Shadowing shadowing;
  private final ProxyEvents events;
  private final Map<String, Subject> subjects = new HashMap<>();
  private final Map<String, Compared> seams = new LinkedHashMap<>();
  private final Map<String, Compared> routes = new LinkedHashMap<>();

  /**
   * @param upstreams with their defaults filled in
   */
  Shadows(RuleSet rules, List<UpstreamSpec> upstreams, Shadowing shadowing, ProxyEvents events) {
    this.rules = rules;
    this.upstreams =
        upstreams.stream().collect(Collectors.toMap(UpstreamSpec::name, Function.identity()));
    this.shadowing = shadowing;
    this.events = events;
    rules.seams().values().forEach(this::add);
    rules.routes().forEach(this::add);
  }

  private void add(SeamSpec seam) {
    ShadowSpec spec = seam.shadow();
    if (spec != null) {
      seams.put(seam.name(), new Compared(seam.name(), spec, List.of(seam.from()), seam.to()));
    }
  }

  private void add(RouteSpec route) {
    ShadowSpec spec = route.shadow();
    String to = spec == null ? null : spec.to();
    List<String> controls =
        switch (route.action()) {
          case Action.Forward(String upstream) -> List.of(upstream);
          case Action.Split split -> List.copyOf(split.weights().keySet());
          case Action.Seam _, Action.Redirect _, Action.Respond _, Action.Aggregate _ -> List.of();
        };
    if (spec != null && to != null && !controls.isEmpty()) {
      String name = seams.containsKey(route.name()) ? "route " + route.name() : route.name();
      routes.put(route.name(), new Compared(name, spec, controls, to));
    }
  }

  /** The upstreams that copies go to. */
  List<UpstreamSpec> asides() {
    var asides = new ArrayList<UpstreamSpec>();
    for (Map<String, Compared> all : List.of(seams, routes)) {
      for (Compared one : all.values()) {
        one.sides().stream()
            .distinct()
            .map(side -> upstream(side).aside(aside(one, side), one.spec.concurrent()))
            .forEach(asides::add);
      }
    }
    return asides;
  }

  private UpstreamSpec upstream(String name) {
    return Objects.requireNonNull(upstreams.get(name));
  }

  private static String aside(Compared compared, String upstream) {
    return "shadow:" + compared.name + ":" + upstream;
  }

  /** What is compared, by its name; once each route was asked for. */
  Map<String, Subject> subjects() {
    return subjects;
  }

  /**
   * Which requests of a route are copied; null where none is.
   *
   * @param living by name, those that copies go to among them
   * @param transform of the route; null where it has none
   */
  ForwardTap.@Nullable Source of(
      RouteSpec route, Map<String, Upstream> living, @Nullable Transform transform) {
    Compared compared =
        route.action() instanceof Action.Seam(String seam)
            ? seams.get(seam)
            : routes.get(route.name());
    return compared == null ? null : of(route, compared, living, transform);
  }

  private ShadowRoute of(
      RouteSpec route,
      Compared compared,
      Map<String, Upstream> living,
      @Nullable Transform transform) {
    ShadowSpec spec = compared.spec;
    var plans = new HashMap<String, ForwardPlan>();
    for (String side : compared.sides()) {
      Transform ofSide = Plans.of(transform, route, side, rules);
      plans.put(
          side,
          ForwardPlan.aside(
              route,
              Objects.requireNonNull(living.get(aside(compared, side))),
              CopyEdits.of(route.headers(ofSide != null).request(), spec),
              spec.host(),
              spec.timeout().toNanos(),
              ofSide));
    }
    return new ShadowRoute(
        subjects.computeIfAbsent(compared.name, _ -> subject(compared)),
        spec,
        compared.candidate,
        plans,
        TargetRewrite.of(spec.rewrite()),
        events.shadow(compared.name),
        shadowing);
  }

  private Subject subject(Compared compared) {
    return shadowing
        .subjects()
        .prepare(
            compared.name,
            compared.spec,
            upstream(compared.controls.getFirst()),
            upstream(compared.candidate));
  }
}
