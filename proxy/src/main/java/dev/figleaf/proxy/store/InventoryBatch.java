package dev.figleaf.proxy.store;

import java.util.List;

/**
 * What was counted within a while, all of one day.
 *
 * @param day its beginning, in milliseconds since 1970
 * @param from when the while began
 * @param until when it ended
 */
public record InventoryBatch(long day, long from, long until, List<InventoryRow> rows) {
  public InventoryBatch {
    rows = List.copyOf(rows);
  }
}
