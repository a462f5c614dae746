package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.cache.RouteCache;
import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.telemetry.RouteMeters;
import dev.figleaf.proxy.upstream.ForwardPlan;
import dev.figleaf.proxy.upstream.ForwardTap;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.routing.Decision;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.Splitter;
import dev.figleaf.rules.Action;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Forwards to an upstream: the one of the route, or the one that the client's cohort and the
 * weights say.
 */
public final class ForwardHandler implements RouteHandler {

  /** Where a decision leads: how to forward there, and what to count. */
  public record Side(ForwardPlan plan, RouteMeters meters, BalanceKey key) {
    public Side(ForwardPlan plan, RouteMeters meters) {
      this(plan, meters, BalanceKey.of(plan.upstream().spec().balance()));
    }
  }

  private final Route route;
  private final Splitter splitter;
  private final @Nullable String seam;
  private final Map<String, Side> sides;
  private final @Nullable RespondHandler fallback;
  private final ForwardTap.@Nullable Source taps;
  private final @Nullable CachedRoute cache;
  private final Invalidation invalidates;
  private final String instance;

  /**
   * Compiles the handler of a route.
   *
   * @param sides every upstream that the route may choose, by name
   * @param fallback answers where none of them can; null where nothing does
   * @param taps says which requests are listened to; null where none is
   * @param caches those of all routes
   * @param cache that of this route; null where it has none
   * @param instance this facade's own marker in {@code CDN-Loop}
   */
  public ForwardHandler(
      Route route,
      Map<String, Side> sides,
      @Nullable RespondHandler fallback,
      ForwardTap.@Nullable Source taps,
      Caches caches,
      @Nullable RouteCache cache,
      String instance) {
    this.route = route;
    this.splitter = Objects.requireNonNull(route.splitter());
    this.seam = route.spec().action() instanceof Action.Seam(String name) ? name : null;
    this.sides = Map.copyOf(sides);
    this.fallback = fallback;
    this.taps = taps;
    this.invalidates = new Invalidation(caches);
    this.cache = cache == null ? null : new CachedRoute(cache, invalidates);
    this.instance = instance;
  }

  @Override
  public void handle(Exchange exchange, Loop loop) {
    Decision decision = splitter.decide(exchange.head(), ThreadLocalRandom.current());
    Side side = Objects.requireNonNull(sides.get(decision.upstream()));
    Outcome outcome = exchange.outcome();
    outcome.seam = seam;
    outcome.draw = decision.draw();
    outcome.cohortKey = decision.key();
    outcome.upstream = decision.upstream();
    exchange.count(side.meters());
    var forward =
        new Forward(
            exchange,
            loop,
            side,
            decision,
            target(outcome),
            Clients.facts(exchange, instance),
            fallback,
            taps);
    if (cache == null) {
      forward.start(invalidates.tap(forward, forward.tap()));
    } else {
      cache.handle(forward);
    }
  }

  private String target(Outcome outcome) {
    String path = route.upstreamPath(outcome.path);
    return outcome.rawQuery == null ? path : path + "?" + outcome.rawQuery;
  }
}
