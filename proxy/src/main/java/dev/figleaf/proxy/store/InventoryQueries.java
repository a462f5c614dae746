package dev.figleaf.proxy.store;

import dev.figleaf.proxy.store.InventoryLog.Watch;
import dev.figleaf.proxy.store.InventoryRow.Endpoint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Reads the inventory. */
final class InventoryQueries {
  private static final byte[] NOTHING = {};

  private static final String SUMS =
      "SELECT e.*, "
          + InventoryRow.COUNTS.stream()
              .map(name -> "d.n_" + name)
              .collect(Collectors.joining(", "))
          + " FROM figleaf_inventory_endpoint e LEFT JOIN (SELECT key AS day_key, "
          + InventoryRow.COUNTS.stream()
              // PostgreSQL makes a NUMERIC of it.
              .map(name -> "CAST(SUM(%1$s) AS BIGINT) AS n_%1$s".formatted(name))
              .collect(Collectors.joining(", "))
          + " FROM figleaf_inventory_day WHERE day >= :since GROUP BY key) d"
          + " ON d.day_key = e.key ORDER BY e.template, e.method, e.upstream";

  private InventoryQueries() {}

  static List<InventoryRow> endpoints(Handle handle, long since) {
    Map<String, byte[]> sketches = sketches(handle, since);
    return handle.createQuery(SUMS).bind("since", since).map((row, _) -> row(row, sketches)).list();
  }

  private static Map<String, byte[]> sketches(Handle handle, long since) {
    var sketches = new HashMap<String, byte[]>();
    try (var rows =
        handle
            .createQuery("SELECT key, clients FROM figleaf_inventory_day WHERE day >= :since")
            .bind("since", since)
            .map((row, _) -> Map.entry(row.getString("key"), row.getString("clients")))
            .stream()) {
      rows.forEach(
          one ->
              sketches.merge(
                  one.getKey(), InventoryTexts.sketch(one.getValue()), InventoryRow::joined));
    }
    return sketches;
  }

  private static InventoryRow row(ResultSet row, Map<String, byte[]> sketches) throws SQLException {
    long[] counts = new long[InventoryRow.COUNTS.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = row.getLong("n_" + InventoryRow.COUNTS.get(i)); // 0 for NULL
    }
    return new InventoryRow(
        new Endpoint(row.getString("method"), row.getString("template"), row.getString("upstream")),
        row.getString("route"),
        row.getString("seam"),
        counts,
        sketches.getOrDefault(row.getString("key"), NOTHING),
        row.getLong("first_at"),
        row.getLong("last_at"),
        row.getLong("last_success_at"),
        InventoryTexts.callers(row.getString("callers")));
  }

  static List<Watch> watches(Handle handle) {
    return handle
        .createQuery("SELECT day, first_at, last_at FROM figleaf_inventory_watch ORDER BY day")
        .map(
            (row, _) ->
                new Watch(row.getLong("day"), row.getLong("first_at"), row.getLong("last_at")))
        .list();
  }
}
