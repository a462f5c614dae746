package dev.figleaf.proxy.admin.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How it stands with an upstream; {@code docs/admin-api.md} says what each member is. */
public record UpstreamView(
    String name, BreakerView breaker, BulkheadView bulkhead, List<EndpointView> endpoints) {

  /** Its breaker. */
  public record BreakerView(
      String state,
      @Nullable Double failureRate,
      long calls,
      long failures,
      long slow,
      @Nullable Instant openedAt,
      @Nullable Instant retryAt) {}

  /** Its bulkhead. */
  public record BulkheadView(
      long concurrent, long inFlight, long queue, long waiting, long tunnelsAtMost, long tunnels) {}

  /**
   * One of its endpoints.
   *
   * @param drained whether an operator drained it
   */
  public record EndpointView(
      String address,
      String host,
      String state,
      boolean reserve,
      boolean drained,
      long inFlight,
      long consecutiveFailures,
      double share,
      @Nullable Instant ejectedUntil,
      @Nullable Instant checkedAt,
      @Nullable String checked) {}
}
