package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.UpstreamMeters;
import dev.figleaf.rules.UpstreamSpec;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A named service that answers requests, as it runs: its endpoints with their connections.
 *
 * <p>It outlives every reload that leaves its spec as it was. Shared by all event loops.
 */
public final class Upstream {
  private final UpstreamSpec spec;
  private final List<Endpoint> endpoints;
  private final UpstreamGuard guard;

  Upstream(UpstreamSpec spec, int loops, UpstreamMeters meters, UpstreamGuard guard) {
    this.spec = spec;
    this.guard = guard;
    EndpointPool.Bounds bounds = ConnectionSettings.bounds(spec, loops);
    this.endpoints =
        spec.addresses().stream()
            .map(uri -> new Endpoint(uri, loops, loop -> pool(loop, bounds, uri, meters)))
            .toList();
  }

  private EndpointPool pool(Loop loop, EndpointPool.Bounds bounds, URI uri, UpstreamMeters meters) {
    return spec.protocol().isHttp2()
        ? new SharedPool(loop, bounds, ConnectionSettings.http2(spec, uri), meters)
        : new ExclusivePool(loop, bounds, ConnectionSettings.http1(spec, uri), meters);
  }

  public String name() {
    return spec.name();
  }

  public UpstreamSpec spec() {
    return spec;
  }

  public List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Gives leave to call; the same for all specs that the upstream had. */
  public UpstreamGuard guard() {
    return guard;
  }

  /**
   * The endpoint for the next request; null where none is well.
   *
   * @param key says which endpoint where the balance is a hash; any number elsewhere
   * @param tried endpoints on which the same request failed; chosen only where there is no other
   */
  @Nullable Endpoint choose(Loop loop, long key, List<Endpoint> tried) {
    int count = endpoints.size();
    if (count == 1) {
      return endpoints.get(0);
    }
    var random = ThreadLocalRandom.current();
    int first = random.nextInt(count);
    int second = (first + 1 + random.nextInt(count - 1)) % count;
    Endpoint one = endpoints.get(first);
    Endpoint other = endpoints.get(second);
    return other.pool(loop).inUse() < one.pool(loop).inUse() ? other : one;
  }

  /** From now on the guard does what this spec says. */
  void guardAsWritten() {
    guard.apply(spec.bulkhead(), spec.breaker());
  }

  /** The same spec, still the same upstream. */
  boolean isFor(UpstreamSpec other) {
    return spec.equals(other);
  }

  /** Closes what is idle on this loop; what is in use closes with its request. */
  void retire(Loop loop) {
    endpoints.forEach(endpoint -> endpoint.retire(loop));
  }
}
