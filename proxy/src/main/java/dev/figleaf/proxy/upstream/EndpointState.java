package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.HealthResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint was at a moment, for people.
 *
 * @param address host and port, with the address in place of a name that was looked up
 * @param host the name that the rules write
 * @param reserve whether it serves only where the others of its name do not
 * @param drained whether an operator keeps new requests from it
 * @param inFlight requests that hold a connection to it, or a part of one, over all event loops
 * @param consecutiveFailures requests to it that failed, one after the other, since one did not
 * @param share what part of a full share it gets, from 0.1 to 1: less while it comes back
 * @param ejectedUntil when it comes back; null unless its failures keep it out
 * @param checkedAt when it last answered whether it is well, or did not; null where it was never
 *     asked
 * @param checked what came of that
 */
public record EndpointState(
    String address,
    String host,
    Condition condition,
    boolean reserve,
    boolean drained,
    int inFlight,
    int consecutiveFailures,
    double share,
    @Nullable Instant ejectedUntil,
    @Nullable Instant checkedAt,
    @Nullable HealthResult checked) {

  /** Whether requests go to an endpoint, and why not. */
  public enum Condition {
    /** They do. */
    WELL("well"),
    /** Not while it says itself that it is not well, or says nothing. */
    UNHEALTHY("unhealthy"),
    /** Not for a while, because they failed. */
    EJECTED("ejected");

    private final String text;

    Condition(String text) {
      this.text = text;
    }

    /** The word of metrics and the admin API. */
    @Override
    public String toString() {
      return text;
    }
  }
}
