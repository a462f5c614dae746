package dev.figleaf.proxy.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Makes the meters of routes, for so many of them; those beyond share one set of meters.
 *
 * <p>A route is here a route with one of its upstreams. What strangers use first gets meters first,
 * so the bound holds the heap and the scrape to a size, however many routes the rules have.
 *
 * <p>Thread-safe by its own lock, which is taken for the first request of a route and at reloads.
 */
final class RouteSeries {
  /** Each holds about 8 KiB, and 4 KiB of every scrape. */
  static final int MOST = 2_000;

  /** So many are there before their first request, because a rate must begin at zero. */
  static final int AT_ONCE = 200;

  /** What those beyond the bound share; no name of a route or an upstream is a star. */
  static final RouteLabels SHARED = new RouteLabels("*", "*");

  private final MeterRegistry registry;
  private int made;
  private @Nullable MicrometerRoute shared;

  RouteSeries(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Whether there are so few that one more may be made before it is used. */
  synchronized boolean areFew() {
    return made < AT_ONCE;
  }

  /** Meters for a route, to be given back once it is gone. */
  synchronized MicrometerRoute take(RouteLabels labels) {
    if (made < MOST) {
      made++;
      return new MicrometerRoute(registry, labels);
    }
    if (shared == null) {
      shared = new MicrometerRoute(registry, SHARED);
    }
    return shared;
  }

  /** Takes the meters out of the registry, unless others share them. */
  synchronized void giveBack(MicrometerRoute meters) {
    if (meters != shared) {
      meters.remove();
      made--;
    }
  }
}
