package dev.figleaf.proxy.traffic.inventory;

import dev.figleaf.proxy.store.InventoryLog.Watch;
import dev.figleaf.proxy.store.InventoryRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The inventory at a time.
 *
 * @param since of which days the counts are; all else is of all time
 * @param rows one for each endpoint
 * @param watches the days on which somebody watched, the first one first
 * @param unnamed calls since the start of this process that had no room for a name
 */
public record Endpoints(
    Instant at, Instant since, List<InventoryRow> rows, List<Watch> watches, long unnamed) {
  public Endpoints {
    rows = List.copyOf(rows);
    watches = List.copyOf(watches);
  }

  /** Since when somebody watches; empty where nobody did yet. */
  public Optional<Instant> watching() {
    return watches.stream().findFirst().map(watch -> Instant.ofEpochMilli(watch.from()));
  }

  /** On how many days somebody watched, from that day on. */
  public long daysWatched(Instant from) {
    return watches.stream().filter(watch -> watch.until() >= from.toEpochMilli()).count();
  }

  /** Whether a row is of an endpoint, and not of what has no name. */
  static boolean isNamed(InventoryRow row) {
    return row.endpoint().template().startsWith("/");
  }
}
