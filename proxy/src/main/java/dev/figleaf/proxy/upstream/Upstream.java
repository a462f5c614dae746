package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.UpstreamSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named service that answers requests, as it runs: its endpoints, and how to choose one.
 *
 * <p>It outlives every reload that leaves its spec as it was; its endpoints and their connections
 * outlive every one that leaves their part of it. Shared by all event loops.
 */
public final class Upstream {
  private final UpstreamSpec spec;
  private final EndpointSet set;
  private final Balancer balancer;
  private final UpstreamGuard guard;
  private final UpstreamLoad load;

  Upstream(UpstreamSpec spec, EndpointSet set, int loops, UpstreamGuard guard, UpstreamLoad load) {
    this.spec = spec;
    this.set = set;
    this.load = load;
    this.balancer = Balancer.of(spec.balance(), loops);
    this.guard = guard;
  }

  public String name() {
    return spec.name();
  }

  public UpstreamSpec spec() {
    return spec;
  }

  public List<Endpoint> endpoints() {
    return set.members().all();
  }

  /** Its endpoints as they are now. */
  public List<EndpointState> endpointStates() {
    return set.states();
  }

  /**
   * Does what an operator says to one of its endpoints. Takes a lock that is held for moments.
   *
   * @param address as {@link EndpointState#address} has it
   */
  public EndpointOrder.Result order(EndpointOrder order, String address) {
    return set.order(order, address);
  }

  EndpointSet set() {
    return set;
  }

  /** What is on its way to it; the same for all specs that it had. */
  UpstreamLoad load() {
    return load;
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
    return balancer.choose(set.members(), loop, key, tried);
  }

  /** From now on the guard does what this spec says. */
  void guardAsWritten() {
    guard.apply(spec.bulkhead(), spec.breaker());
  }

  /** Whether one may be chosen on which a request did not fail yet. */
  boolean hasUntried(List<Endpoint> tried) {
    return set.members().untried(tried).length > 0;
  }

  /** The same spec, still the same upstream. */
  boolean isFor(UpstreamSpec other) {
    return spec.equals(other);
  }
}
