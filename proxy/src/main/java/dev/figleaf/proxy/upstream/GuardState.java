package dev.figleaf.proxy.upstream;

/** How it stands with leave to call an upstream, for people and meters. */
public record GuardState(BreakerState breaker, BulkheadState bulkhead) {

  /**
   * A breaker.
   *
   * @param state {@code closed}, {@code open}, {@code half_open} or {@code disabled}
   * @param failureRate in percent; negative where too few calls were counted to say
   * @param openedMillisAgo negative where it is closed or disabled
   * @param retryAfterMillis when the next call is let in; negative where it is not open
   */
  public record BreakerState(
      String state,
      float failureRate,
      int calls,
      int failures,
      int slow,
      long openedMillisAgo,
      long retryAfterMillis) {

    static final BreakerState DISABLED = new BreakerState("disabled", -1, 0, 0, 0, -1, -1);
  }

  /**
   * A bulkhead.
   *
   * @param concurrent requests that may be in flight
   * @param queue requests that may wait
   * @param tunnelsAtMost tunnels that may be open
   */
  public record BulkheadState(
      int concurrent, int inFlight, int queue, int waiting, int tunnelsAtMost, int tunnels) {}
}
