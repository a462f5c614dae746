package dev.figleaf.proxy.cache;

import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.rules.PartSpec;
import dev.figleaf.rules.RouteSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The caches of all routes and parts, by their names. One outlives a reload that changes neither
 * its route nor where the addresses of its upstreams are.
 *
 * <p>Changed by one thread at a time, read by any.
 */
public final class Caches {
  /** What the answers of a route depend on. */
  private record Scope(RouteSpec route, @Nullable PartSpec part, Map<String, List<?>> addresses) {}

  private record Held(Scope scope, RouteCache cache) {}

  private final ProxyEvents events;
  private final CacheMemory memory;
  private volatile Map<String, Held> live = Map.of();
  private Map<String, Held> next = new LinkedHashMap<>();

  /** With as much memory as usual. */
  public Caches(ProxyEvents events) {
    this(events, CacheMemory.USUAL_BYTES);
  }

  /**
   * @param memory the bytes that all of them may hold together
   */
  public Caches(ProxyEvents events, long memory) {
    this.events = events;
    this.memory = new CacheMemory(memory);
  }

  /** What all of them hold together. */
  public CacheMemory memory() {
    return memory;
  }

  /** Begins another rule set. */
  public void prepare() {
    next = new LinkedHashMap<>();
  }

  /**
   * The cache of a route that has one, of the rule set that is prepared.
   *
   * @param addresses of each upstream that the route may choose
   */
  public RouteCache of(RouteSpec route, Map<String, List<?>> addresses) {
    return of(route, null, addresses);
  }

  /**
   * The same for a part of a composition.
   *
   * @param route what the part is to its upstreams, with its cache, and a name of its own
   */
  public RouteCache of(RouteSpec route, @Nullable PartSpec part, Map<String, List<?>> addresses) {
    var scope = new Scope(route, part, Map.copyOf(addresses));
    Held before = live.get(route.name());
    RouteCache cache =
        before != null && before.scope.equals(scope)
            ? before.cache
            : new RouteCache(
                route.name(),
                Objects.requireNonNull(route.cache()),
                events.cache(route.name()),
                memory);
    next.put(route.name(), new Held(scope, cache));
    return cache;
  }

  /** What was prepared is live, and what is not any more keeps nothing. */
  public void commit() {
    Collection<RouteCache> before = all();
    live = Map.copyOf(next);
    Collection<RouteCache> now = all();
    before.stream().filter(cache -> !now.contains(cache)).forEach(RouteCache::close);
    memory.share(now);
    events.retainCaches(live.keySet());
    live.values().forEach(held -> held.cache.watch());
  }

  public Collection<RouteCache> all() {
    return live.values().stream().map(Held::cache).toList();
  }

  public Optional<RouteCache> named(String route) {
    return Optional.ofNullable(live.get(route)).map(Held::cache);
  }

  /** Nothing that is kept under the key, on whatever route, is good any more. */
  public void invalidate(CacheKey key) {
    for (Held held : live.values()) {
      held.cache.invalidate(key);
    }
  }

  /** Whether any route keeps answers. */
  public boolean isEmpty() {
    return live.isEmpty();
  }
}
