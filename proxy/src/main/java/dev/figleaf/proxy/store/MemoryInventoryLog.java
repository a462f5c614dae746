package dev.figleaf.proxy.store;

import dev.figleaf.proxy.store.InventoryRow.Endpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An inventory that ends with the process, for who has no store: all its days are one. Bounded in
 * endpoints; what is new then is not kept. Safe to share.
 */
public final class MemoryInventoryLog implements InventoryLog {
  private final Map<Endpoint, InventoryRow> rows = new LinkedHashMap<>();
  private final Map<Long, Watch> watches = new TreeMap<>();

  @Override
  public synchronized void write(List<InventoryBatch> batches, String writer, long number) {
    batches.forEach(this::add);
  }

  private void add(InventoryBatch batch) {
    watches.merge(
        batch.day(),
        new Watch(batch.day(), batch.from(), batch.until()),
        (was, is) ->
            new Watch(
                was.day(), Math.min(was.from(), is.from()), Math.max(was.until(), is.until())));
    for (InventoryRow row : batch.rows()) {
      if (rows.size() < InventoryRows.MOST_ENDPOINTS || rows.containsKey(row.endpoint())) {
        rows.merge(row.endpoint(), row, InventoryRow::plus);
      }
    }
  }

  @Override
  public synchronized List<InventoryRow> endpoints(Instant since) {
    var all = new ArrayList<InventoryRow>(rows.values());
    all.sort(
        Comparator.comparing((InventoryRow row) -> row.endpoint().template())
            .thenComparing(row -> row.endpoint().method())
            .thenComparing(row -> row.endpoint().upstream()));
    return List.copyOf(all);
  }

  @Override
  public synchronized List<Watch> watches() {
    return List.copyOf(watches.values());
  }

  /** Nothing gets old before the process ends. */
  @Override
  public void sweep() {}
}
