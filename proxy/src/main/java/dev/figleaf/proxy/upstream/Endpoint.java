package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.upstream.EndpointState.Condition;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One address of an upstream: its connections, how its requests fare, what it says of itself.
 *
 * <p>Shared by all event loops. It is put together of parts that outlive it: after a reload, what
 * an old endpoint and its successor have in common is the same object.
 */
public final class Endpoint {
  private final EndpointSet set;
  private final EndpointAddress address;
  private final boolean reserve;
  private final String authority;
  private final String text;
  private final long seed;
  private final EndpointPools pools;
  private final Standing standing;
  private final @Nullable EndpointHealth health;

  Endpoint(
      EndpointSet set,
      EndpointAddress address,
      boolean reserve,
      EndpointPools pools,
      Standing standing,
      @Nullable EndpointHealth health) {
    this.set = set;
    this.address = address;
    this.reserve = reserve;
    this.authority = address.authority();
    this.text = address.text();
    this.seed = address.seed();
    this.pools = pools;
    this.standing = standing;
    this.health = health;
  }

  public URI uri() {
    return address.uri();
  }

  /** Host, and port where one was written: what the endpoint calls itself in a Host header. */
  public String authority() {
    return authority;
  }

  public boolean isTls() {
    return address.isTls();
  }

  EndpointAddress address() {
    return address;
  }

  /** Whether it serves only where the others of its name do not. */
  boolean isReserve() {
    return reserve;
  }

  /** Tells it from others where a hash chooses. */
  long seed() {
    return seed;
  }

  EndpointPools pools() {
    return pools;
  }

  Standing standing() {
    return standing;
  }

  Optional<EndpointHealth> health() {
    return Optional.ofNullable(health);
  }

  /** The pool of the calling event loop. */
  EndpointPool pool(Loop loop) {
    return pools.of(loop);
  }

  /** A request to it was answered, and well. */
  void succeeded() {
    standing.succeeded();
  }

  /** A request to it failed through its fault, or was answered with 502, 503 or 504. */
  void failed() {
    if (standing.failed()) {
      set.failedOften(this);
    }
  }

  /** Whether it says itself that it is well; who is never asked is. */
  boolean isWell() {
    return health == null || health.isWell();
  }

  /** Whether an operator keeps new requests from it. */
  boolean isDrained() {
    return set.isDrained(address);
  }

  Condition condition() {
    return !isWell() ? Condition.UNHEALTHY : standing.isOut() ? Condition.EJECTED : Condition.WELL;
  }

  /** What part of a full share it gets at a time of {@link System#nanoTime}. */
  double share(long now) {
    return set.share(standing, now);
  }

  /** The address, as {@code 192.0.2.7:8080}. */
  @Override
  public String toString() {
    return text;
  }
}
