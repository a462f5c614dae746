package dev.figleaf.proxy.admin.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a facade as a whole.
 *
 * @param readiness {@code ready}, or why not
 * @param revision what is live
 * @param since when that became live
 * @param rollback the revision that it was rolled back to, until files change
 * @param rejected the refused rule set that the files hold now, or null
 * @param panic who began it, when and why; null where all is calm
 * @param overrides those that hold
 */
public record StatusView(
    String instance,
    String version,
    Instant startedAt,
    String readiness,
    long revision,
    Instant since,
    @Nullable Long rollback,
    @Nullable RejectionView rejected,
    @Nullable EventView panic,
    List<OverrideView> overrides,
    StoreView store,
    List<ReplicaView> replicas,
    TrafficView traffic) {

  /** A refused rule set. */
  public record RejectionView(Instant at, List<String> problems) {}

  /**
   * The store.
   *
   * @param waiting events that wait for it on disk
   */
  public record StoreView(boolean up, boolean shared, long waiting) {}

  /**
   * A process that shares the history.
   *
   * @param lags whether it runs an older revision than the newest
   */
  public record ReplicaView(String name, long revision, Instant seen, boolean self, boolean lags) {}

  /** All traffic of the last minute. */
  public record TrafficView(double perSecond, long inFlight, @Nullable Double errors) {}
}
