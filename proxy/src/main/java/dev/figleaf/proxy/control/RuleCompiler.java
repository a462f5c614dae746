package dev.figleaf.proxy.control;

import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.cache.RouteCache;
import dev.figleaf.proxy.handler.ForwardHandler;
import dev.figleaf.proxy.handler.RedirectHandler;
import dev.figleaf.proxy.handler.RespondHandler;
import dev.figleaf.proxy.handler.RouteHandler;
import dev.figleaf.proxy.handler.SideWork;
import dev.figleaf.proxy.handler.aggregate.AggregateHandler;
import dev.figleaf.proxy.handler.transform.RouteTransform;
import dev.figleaf.proxy.shadow.Shadowing;
import dev.figleaf.proxy.shadow.Subject;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.telemetry.PartLabels;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.telemetry.RouteLabels;
import dev.figleaf.proxy.upstream.ForwardTap;
import dev.figleaf.proxy.upstream.RescueBudget;
import dev.figleaf.proxy.upstream.SharedMemory;
import dev.figleaf.proxy.upstream.Transform;
import dev.figleaf.proxy.upstream.Upstream;
import dev.figleaf.proxy.upstream.UpstreamRegistry;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.FallbackSpec;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import dev.figleaf.rules.TransformSpec;
import dev.figleaf.rules.UpstreamSpec;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  private final Shadowing shadowing;
  private final Caches caches;
  private final SideWork work = new SideWork();
  private final SideWork shadowWork = new SideWork();
  private final SharedMemory memory = new SharedMemory(SharedMemory.USUAL_BYTES);
  private final Map<String, RescueBudget> rescues = new HashMap<>();

  /**
   * Makes a compiler.
   *
   * @param instance this facade's own marker in {@code CDN-Loop}
   */
  public RuleCompiler(
      UpstreamRegistry upstreams,
      ProxyEvents events,
      String instance,
      InstantSource clock,
      Shadowing shadowing,
      Caches caches) {
    this.upstreams = upstreams;
    this.events = events;
    this.instance = instance;
    this.clock = clock;
    this.shadowing = shadowing;
    this.caches = caches;
  }

  /** A compiled rule set that is not live yet, and what making it so must do besides. */
  record Prepared(
      Snapshot snapshot,
      Map<String, Upstream> upstreams,
      Set<RouteLabels> labels,
      Set<PartLabels> parts,
      Map<String, Subject> subjects) {}

  /** Makes the plans of a route. */
  private interface Making {
    Plans plans(RouteSpec route, @Nullable Transform transform);
  }

  Prepared prepare(long revision, RuleSet rules, RouteTable table) {
    List<UpstreamSpec> specs = effective(rules);
    var shadows = new Shadows(rules, specs, shadowing, events);
    Map<String, Upstream> prepared =
        upstreams.prepare(Stream.concat(specs.stream(), shadows.asides().stream()).toList());
    Set<String> leaving =
        rules.seams().values().stream().map(SeamSpec::from).collect(Collectors.toSet());
    var labels = new HashSet<RouteLabels>();
    caches.prepare();
    Making making =
        (route, transform) -> new Plans(rules, leaving, prepared, rescues, route, transform);
    var compositions =
        new Compositions(
            events,
            part -> making.plans(part, null),
            part -> shadows.of(part, prepared, null),
            caches);
    List<RouteHandler> handlers =
        table.routes().stream()
            .map(
                route ->
                    handler(
                        route,
                        making.plans(route.spec(), transform(route, work, memory)),
                        shadows.of(
                            route.spec(),
                            prepared,
                            transform(route, shadowWork, shadowing.memory())),
                        compositions,
                        labels))
            .toList();
    return new Prepared(
        new Snapshot(revision, clock.instant(), rules, table, handlers),
        prepared,
        labels,
        compositions.labels(),
        shadows.subjects());
  }

  /** To be called once the snapshot is live: what nobody needs any more goes. */
  void commit(Prepared prepared) {
    upstreams.commit(prepared.upstreams());
    caches.commit();
    shadowing.subjects().commit(prepared.subjects().values());
    events.retainShadows(prepared.subjects().keySet());
    rescues.keySet().retainAll(prepared.snapshot().rules().seams().keySet());
    events.retain(prepared.labels());
    events.retainParts(prepared.parts());
    events.retainUpstreams(prepared.upstreams().keySet());
  }

  private static List<UpstreamSpec> effective(RuleSet rules) {
    return rules.upstreams().values().stream().map(spec -> spec.orElse(rules.defaults())).toList();
  }

  private RouteHandler handler(
      Route route,
      Plans plans,
      ForwardTap.@Nullable Source taps,
      Compositions compositions,
      Set<RouteLabels> labels) {
    return switch (route.spec().action()) {
      case Action.Forward _, Action.Split _, Action.Seam _ -> forward(route, plans, taps, labels);
      case Action.Redirect redirect ->
          new RedirectHandler(route, redirect, events.route(own(route, labels), Outcome.NONE));
      case Action.Respond respond ->
          new RespondHandler(route, respond, events.route(own(route, labels), Outcome.NONE));
      case Action.Aggregate aggregate -> {
        String _ = own(route, labels);
        yield new AggregateHandler(compositions.of(route, aggregate), work, memory, instance);
      }
    };
  }

  private static @Nullable Transform transform(Route route, SideWork work, SharedMemory memory) {
    TransformSpec spec = route.spec().transform();
    return spec == null ? null : new RouteTransform(spec, route, work, memory);
  }

  private static String own(Route route, Set<RouteLabels> labels) {
    labels.add(new RouteLabels(route.name(), Outcome.NONE));
    return route.name();
  }

  private RouteHandler forward(
      Route route, Plans plans, ForwardTap.@Nullable Source taps, Set<RouteLabels> labels) {
    var sides = new LinkedHashMap<String, ForwardHandler.Side>();
    for (String name : Objects.requireNonNull(route.splitter()).upstreams()) {
      labels.add(new RouteLabels(route.name(), name));
      sides.put(name, new ForwardHandler.Side(plans.of(name), events.route(route.name(), name)));
    }
    return new ForwardHandler(
        route, sides, fallback(route), taps, caches, cache(route, sides), instance);
  }

  private @Nullable RouteCache cache(Route route, Map<String, ForwardHandler.Side> sides) {
    if (route.spec().cache() == null) {
      return null;
    }
    var addresses = new HashMap<String, List<?>>();
    sides.forEach((name, side) -> addresses.put(name, side.plan().upstream().spec().addresses()));
    return caches.of(route.spec(), addresses);
  }

  private static @Nullable RespondHandler fallback(Route route) {
    FallbackSpec fallback = route.spec().fallback();
    return fallback == null || fallback.to() != null
        ? null
        : new RespondHandler(route, fallback.answer(), ProxyEvents.NOOP.route("", ""));
  }
}
