package dev.figleaf.proxy.control;

import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.cache.RouteCache;
import dev.figleaf.proxy.handler.ForwardHandler;
import dev.figleaf.proxy.handler.aggregate.AggregatePlan;
import dev.figleaf.proxy.handler.aggregate.PartPlan;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.telemetry.PartLabels;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.upstream.ForwardTap;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.Splitter;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.CacheSpec;
import dev.figleaf.rules.Composition;
import dev.figleaf.rules.HeaderEdits;
import dev.figleaf.rules.HeadersSpec;
import dev.figleaf.rules.PartSpec;
import dev.figleaf.rules.RouteSpec;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plans of compositions. To its upstreams a part is a route of its own: with the route's
 * timeouts, retries and headers, and a deadline.
 */
final class Compositions {
  private final ProxyEvents events;
  private final Function<RouteSpec, Plans> plans;
  private final Function<RouteSpec, ForwardTap.@Nullable Source> taps;
  private final Caches caches;
  private final Set<PartLabels> labels = new HashSet<>();

  /**
   * @param plans of the requests of a route
   * @param taps which of them are copied
   */
  Compositions(
      ProxyEvents events,
      Function<RouteSpec, Plans> plans,
      Function<RouteSpec, ForwardTap.@Nullable Source> taps,
      Caches caches) {
    this.events = events;
    this.plans = plans;
    this.taps = taps;
    this.caches = caches;
  }

  AggregatePlan of(Route route, Action.Aggregate aggregate) {
    var uses = Composition.of(aggregate, route.spec().match().path().captures());
    List<PartPlan> parts =
        aggregate.parts().values().stream()
            .map(part -> of(route, aggregate, part, uses.uses(part.name())))
            .toList();
    return new AggregatePlan(route, aggregate, parts, events.route(route.name(), Outcome.NONE));
  }

  /** The parts of all compositions that were asked for. */
  Set<PartLabels> labels() {
    return labels;
  }

  private PartPlan of(Route route, Action.Aggregate aggregate, PartSpec part, Set<String> uses) {
    RouteSpec own = asRoute(route.name(), route.spec(), aggregate, part, null);
    Splitter splitter = route.splitter(part.name());
    Plans ways = plans.apply(own);
    var sides = new LinkedHashMap<String, ForwardHandler.Side>();
    for (String upstream : splitter.upstreams()) {
      // Requests are counted once, as the composition; parts have meters of their own.
      sides.put(
          upstream, new ForwardHandler.Side(ways.of(upstream), ProxyEvents.NOOP.route("", "")));
    }
    labels.add(new PartLabels(route.name(), part.name()));
    return new PartPlan(
        part,
        splitter,
        sides,
        taps.apply(own),
        caches,
        cache(route, aggregate, part, sides),
        events.part(route.name(), part.name()),
        uses);
  }

  private @Nullable RouteCache cache(
      Route route,
      Action.Aggregate aggregate,
      PartSpec part,
      Map<String, ForwardHandler.Side> sides) {
    if (part.cache() == null) {
      return null;
    }
    var addresses = new LinkedHashMap<String, List<?>>();
    sides.forEach((name, side) -> addresses.put(name, side.plan().upstream().spec().addresses()));
    String name = route.name() + " part " + part.name();
    RouteSpec own = asRoute(name, route.spec(), aggregate, part, part.cache());
    return caches.of(own, part, addresses);
  }

  private static RouteSpec asRoute(
      String name,
      RouteSpec route,
      Action.Aggregate aggregate,
      PartSpec part,
      @Nullable CacheSpec cache) {
    HeaderEdits edits =
        route.headers().request().then(new HeaderEdits(part.headers(), Map.of(), List.of()));
    return new RouteSpec(
        name,
        route.match(),
        part.seam() != null
            ? new Action.Seam(part.seam())
            : new Action.Forward(Objects.requireNonNull(part.upstream())),
        null,
        null,
        new HeadersSpec(edits, HeaderEdits.NONE),
        route.timeout(),
        part.timeout() == null ? aggregate.timeout() : part.timeout(),
        route.retry(),
        null,
        null,
        null,
        0,
        null,
        cache,
        null);
  }
}
