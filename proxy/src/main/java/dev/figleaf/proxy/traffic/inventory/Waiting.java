package dev.figleaf.proxy.traffic.inventory;

import dev.figleaf.proxy.store.InventoryBatch;
import dev.figleaf.proxy.store.InventoryRow;
import dev.figleaf.proxy.store.InventoryRow.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was counted and is not stored yet, added up by day, so that it does not grow while the store
 * is away. Bounded in rows: past that, what is new is counted as lost. Not safe to share.
 */
final class Waiting {
  static final int MOST_ROWS = 20_000;

  private final TreeMap<Long, Day> days = new TreeMap<>();
  private int rows;
  private long lost;

  private static final class Day {
    private final Map<Endpoint, InventoryRow> rows = new LinkedHashMap<>();
    private long from = Long.MAX_VALUE;
    private long until;
  }

  /** Somebody watched on a day, from then until then. */
  void watched(long day, long from, long until) {
    Day of = days.computeIfAbsent(day, _ -> new Day());
    of.from = Math.min(of.from, from);
    of.until = Math.max(of.until, until);
  }

  /** Adds a row to a day. */
  void add(long day, InventoryRow row) {
    Map<Endpoint, InventoryRow> known = days.computeIfAbsent(day, _ -> new Day()).rows;
    if (known.containsKey(row.endpoint())) {
      known.computeIfPresent(row.endpoint(), (_, sum) -> sum.plus(row));
    } else if (rows < MOST_ROWS) {
      known.put(row.endpoint(), row);
      rows++;
    } else {
      lost += row.counts()[0];
    }
  }

  /** All of it, which waits here no more. */
  List<InventoryBatch> take() {
    var batches = new ArrayList<InventoryBatch>();
    days.forEach(
        (day, of) ->
            batches.add(new InventoryBatch(day, of.from, of.until, List.copyOf(of.rows.values()))));
    days.clear();
    rows = 0;
    return batches;
  }

  /** Calls that are in no row. */
  long lost() {
    return lost;
  }
}
