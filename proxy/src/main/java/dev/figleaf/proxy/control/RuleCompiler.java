package dev.figleaf.proxy.control;

import dev.figleaf.proxy.handler.ForwardHandler;
import dev.figleaf.proxy.handler.RedirectHandler;
import dev.figleaf.proxy.handler.RespondHandler;
import dev.figleaf.proxy.handler.RouteHandler;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.telemetry.RouteLabels;
import dev.figleaf.proxy.upstream.ForwardPlan;
import dev.figleaf.proxy.upstream.Upstream;
import dev.figleaf.proxy.upstream.UpstreamRegistry;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.UpstreamSpec;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes a snapshot of a rule set: routes to handlers, specs to the upstreams that live.
 *
 * <p>Used by one thread at a time.
 */
public final class RuleCompiler {
  private final UpstreamRegistry upstreams;
  private final ProxyEvents events;
  private final String instance;
  private final InstantSource clock;

  /**
   * Makes a compiler.
   *
   * @param instance this facade's own marker in {@code CDN-Loop}
   */
  public RuleCompiler(
      UpstreamRegistry upstreams, ProxyEvents events, String instance, InstantSource clock) {
    this.upstreams = upstreams;
    this.events = events;
    this.instance = instance;
    this.clock = clock;
  }

  /** A compiled rule set that is not live yet, and what making it so must do besides. */
  record Prepared(Snapshot snapshot, Map<String, Upstream> upstreams, Set<RouteLabels> labels) {}

  Prepared prepare(long revision, RuleSet rules, RouteTable table) {
    Map<String, Upstream> prepared = upstreams.prepare(effective(rules));
    var labels = new HashSet<RouteLabels>();
    List<RouteHandler> handlers =
        table.routes().stream().map(route -> handler(route, prepared, labels)).toList();
    return new Prepared(
        new Snapshot(revision, clock.instant(), rules, table, handlers), prepared, labels);
  }

  /** To be called once the snapshot is live: what nobody needs any more goes. */
  void commit(Prepared prepared) {
    upstreams.commit(prepared.upstreams());
    events.retain(prepared.labels());
    events.retainUpstreams(prepared.upstreams().keySet());
  }

  private static List<UpstreamSpec> effective(RuleSet rules) {
    return rules.upstreams().values().stream().map(spec -> spec.orElse(rules.defaults())).toList();
  }

  private RouteHandler handler(
      Route route, Map<String, Upstream> prepared, Set<RouteLabels> labels) {
    return switch (route.spec().action()) {
      case Action.Forward _, Action.Split _, Action.Seam _ -> forward(route, prepared, labels);
      case Action.Redirect redirect ->
          new RedirectHandler(route, redirect, events.route(own(route, labels), Outcome.NONE));
      case Action.Respond respond ->
          new RespondHandler(route, respond, events.route(own(route, labels), Outcome.NONE));
    };
  }

  private static String own(Route route, Set<RouteLabels> labels) {
    labels.add(new RouteLabels(route.name(), Outcome.NONE));
    return route.name();
  }

  private RouteHandler forward(
      Route route, Map<String, Upstream> prepared, Set<RouteLabels> labels) {
    var sides = new LinkedHashMap<String, ForwardHandler.Side>();
    for (String name : Objects.requireNonNull(route.splitter()).upstreams()) {
      Upstream upstream = Objects.requireNonNull(prepared.get(name));
      labels.add(new RouteLabels(route.name(), name));
      sides.put(
          name,
          new ForwardHandler.Side(
              ForwardPlan.of(route.spec(), upstream), events.route(route.name(), name)));
    }
    return new ForwardHandler(route, sides, instance);
  }
}
