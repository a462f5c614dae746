package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RetrySpec;
import java.util.Objects;

/**
 * When a request that failed is sent to the same upstream once more.
 *
 * @param attempts further ones after the first
 * @param budget retries in flight, as a share of the upstream's requests in flight
 * @param idempotencyKey whether a request with an {@code Idempotency-Key} may be, whatever its
 *     method
 */
public record RetryRule(int attempts, Percentage budget, boolean idempotencyKey) {
  static final RetryRule NONE = new RetryRule(0, Percentage.ZERO, false);

  /** The rule of a route over that of its upstream; what neither says is standard. */
  static RetryRule of(RetrySpec route, RetrySpec upstream) {
    RetrySpec spec = route.orElse(upstream).orElse(RetrySpec.STANDARD);
    return new RetryRule(
        Objects.requireNonNull(spec.attempts()),
        Objects.requireNonNull(spec.budget()),
        Objects.requireNonNull(spec.idempotencyKey()));
  }
}
