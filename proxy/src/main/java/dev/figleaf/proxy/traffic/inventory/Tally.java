package dev.figleaf.proxy.traffic.inventory;

import dev.figleaf.proxy.store.InventoryRow;
import java.util.Collection;
import java.util.Set;

/**
 * What was counted, by name.
 *
 * @param p50 in milliseconds; NaN where nothing was measured
 */
public record Tally(
    long calls,
    long succeeded,
    long failed,
    long bytesIn,
    long bytesOut,
    long withCookies,
    long withSession,
    double p50,
    double p95,
    long clients) {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  public static Tally of(InventoryRow row) {
    long[] n = row.counts();
    return new Tally(
        n[0],
        n[1],
        n[2],
        n[3],
        n[4],
        n[5],
        n[6],
        LatencySteps.quantile(n, EndpointCounts.STEPS, 0.5),
        LatencySteps.quantile(n, EndpointCounts.STEPS, 0.95),
        ClientSketch.estimate(row.sketch()));
  }

  /** All of them together; there must be one. */
  static Tally of(Collection<InventoryRow> rows) {
    return of(rows.stream().reduce(InventoryRow::plus).orElseThrow());
  }

  /** Whether a method may change something (RFC 9110 §9.2.1). */
  public static boolean isWrite(String method) {
    return !SAFE.contains(method);
  }

  /** The part of all calls, from 0 to 1. */
  public double share(long part) {
    return calls == 0 ? 0 : (double) part / calls;
  }
}
