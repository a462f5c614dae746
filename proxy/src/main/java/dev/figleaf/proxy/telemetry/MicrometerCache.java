package dev.figleaf.proxy.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** The meters of one route's cache in a registry. */
final class MicrometerCache implements CacheMeters, Retirable {
  /** What is kept now; a reload may put another one in its place. */
  private record Kept(LongSupplier addresses, LongSupplier bytes) {}

  private final MeterRegistry registry;
  private final String route;
  private final List<Meter> registered = new ArrayList<>();
  private final Map<CacheUse, Counter> used = new EnumMap<>(CacheUse.class);
  private final Counter stored;
  private final Counter evicted;
  private final Counter refreshed;
  private final AtomicReference<Kept> kept = new AtomicReference<>(new Kept(() -> 0, () -> 0));

  MicrometerCache(MeterRegistry registry, String route) {
    this.registry = registry;
    this.route = route;
    for (CacheUse use : CacheUse.values()) {
      used.put(use, use(use));
    }
    stored = counter("figleaf.cache.stored", "Answers that were kept.");
    evicted = counter("figleaf.cache.evictions", "Addresses whose answers made room for others.");
    refreshed = counter("figleaf.cache.refreshes", "Upstreams asked while a stale answer served.");
    gauge("figleaf.cache.bytes", "Bytes that are kept.", () -> kept.get().bytes.getAsLong());
    gauge(
        "figleaf.cache.entries",
        "Addresses that answers are kept of.",
        () -> kept.get().addresses.getAsLong());
  }

  private Counter use(CacheUse use) {
    return kept(
        Counter.builder("figleaf.cache.requests")
            .description("Requests on a route with a cache, by what the cache did.")
            .tags("route", route, "result", use.word())
            .register(registry));
  }

  private Counter counter(String name, String description) {
    return kept(
        Counter.builder(name).description(description).tag("route", route).register(registry));
  }

  private void gauge(String name, String description, LongSupplier value) {
    kept(
        Gauge.builder(name, value, LongSupplier::getAsLong)
            .description(description)
            .tag("route", route)
            .strongReference(true)
            .register(registry));
  }

  private <M extends Meter> M kept(M meter) {
    registered.add(meter);
    return meter;
  }

  @Override
  public void used(CacheUse use) {
    Objects.requireNonNull(used.get(use)).increment();
  }

  @Override
  public void stored() {
    stored.increment();
  }

  @Override
  public void evicted() {
    evicted.increment();
  }

  @Override
  public void refreshed() {
    refreshed.increment();
  }

  @Override
  public void watch(LongSupplier addresses, LongSupplier bytes) {
    kept.set(new Kept(addresses, bytes));
  }

  @Override
  public boolean idle() {
    return true;
  }

  @Override
  public void remove() {
    registered.forEach(registry::remove);
  }
}
