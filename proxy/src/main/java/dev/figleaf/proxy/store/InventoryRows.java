package dev.figleaf.proxy.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;

/**
 * Writes what was counted. Rows are in the order of their keys, so that replicas never wait for
 * each other in a circle; who has added to a row keeps others from it until the end, and so may
 * read it and write what cannot be added up by SQL.
 */
final class InventoryRows {
  /** How many endpoints are known at most; those not called for longest go first. */
  static final int MOST_ENDPOINTS = 20_000;

  private static final String ADD_DAY =
      "INSERT INTO figleaf_inventory_day (day, key, clients, "
          + String.join(", ", InventoryRow.COUNTS)
          + ") VALUES (:day, :key, '', "
          + InventoryRow.COUNTS.stream().map(name -> ":" + name).collect(Collectors.joining(", "))
          + ") ON CONFLICT (day, key) DO UPDATE SET "
          + InventoryRow.COUNTS.stream()
              .map(name -> "%1$s = figleaf_inventory_day.%1$s + excluded.%1$s".formatted(name))
              .collect(Collectors.joining(", "));

  private static final String ADD_ENDPOINT =
      """
      INSERT INTO figleaf_inventory_endpoint AS known
        (key, method, template, upstream, route, seam, calls, first_at, last_at, last_success_at, callers)
      VALUES
        (:key, :method, :template, :upstream, :route, :seam, :calls, :first, :last, :success, '')
      ON CONFLICT (key) DO UPDATE SET
        route = CASE WHEN excluded.last_at >= known.last_at THEN excluded.route ELSE known.route END,
        seam = CASE WHEN excluded.last_at >= known.last_at THEN excluded.seam ELSE known.seam END,
        calls = known.calls + excluded.calls,
        first_at = CASE WHEN excluded.first_at < known.first_at
          THEN excluded.first_at ELSE known.first_at END,
        last_at = CASE WHEN excluded.last_at > known.last_at
          THEN excluded.last_at ELSE known.last_at END,
        last_success_at = CASE WHEN excluded.last_success_at > known.last_success_at
          THEN excluded.last_success_at ELSE known.last_success_at END
      """;

  private InventoryRows() {}

  static void write(Handle handle, InventoryBatch batch) {
    watch(handle, batch);
    var rows = new TreeMap<String, InventoryRow>();
    batch.rows().forEach(row -> rows.merge(row.endpoint().key(), row, InventoryRow::plus));
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedBatch days = handle.prepareBatch(ADD_DAY);
        PreparedBatch endpoints = handle.prepareBatch(ADD_ENDPOINT)) {
      rows.forEach(
          (key, row) -> {
            addDay(days.bind("day", batch.day()).bind("key", key), row);
            addEndpoint(endpoints.bind("key", key), row);
          });
      days.execute();
      endpoints.execute();
    }
    rows.forEach((key, row) -> join(handle, batch.day(), key, row));
  }

  private static void watch(Handle handle, InventoryBatch batch) {
    handle
        .createUpdate(
            """
            INSERT INTO figleaf_inventory_watch AS known (day, first_at, last_at)
            VALUES (:day, :from, :until)
            ON CONFLICT (day) DO UPDATE SET
              first_at = CASE WHEN excluded.first_at < known.first_at
                THEN excluded.first_at ELSE known.first_at END,
              last_at = CASE WHEN excluded.last_at > known.last_at
                THEN excluded.last_at ELSE known.last_at END
            """)
        .bind("day", batch.day())
        .bind("from", batch.from())
        .bind("until", batch.until())
        .execute();
  }

  private static void addDay(PreparedBatch sql, InventoryRow row) {
    List<String> names = InventoryRow.COUNTS;
    for (int i = 0; i < names.size(); i++) {
      sql.bind(names.get(i), row.counts()[i]);
    }
    sql.add();
  }

  private static void addEndpoint(PreparedBatch sql, InventoryRow row) {
    sql.bind("method", Texts.kept(row.endpoint().method()))
        .bind("template", Texts.kept(row.endpoint().template()))
        .bind("upstream", Texts.kept(row.endpoint().upstream()))
        .bind("route", Texts.kept(row.route()))
        .bind("seam", Texts.kept(row.seam()))
        .bind("calls", row.calls())
        .bind("first", row.firstAt())
        .bind("last", row.lastAt())
        .bind("success", row.lastSuccessAt())
        .add();
  }

  private static void join(Handle handle, long day, String key, InventoryRow row) {
    String sketch =
        InventoryTexts.sketch(
            InventoryRow.joined(
                InventoryTexts.sketch(
                    one(
                        handle,
                        "SELECT clients FROM figleaf_inventory_day WHERE day = :day AND key = :key",
                        Map.of("day", day, "key", key))),
                row.sketch()));
    change(
        handle,
        "UPDATE figleaf_inventory_day SET clients = :clients WHERE day = :day AND key = :key",
        Map.of("clients", sketch, "day", day, "key", key));
    String callers =
        InventoryTexts.callers(
            InventoryRow.last(
                InventoryTexts.callers(
                    one(
                        handle,
                        "SELECT callers FROM figleaf_inventory_endpoint WHERE key = :key",
                        Map.of("key", key))),
                row.callers()));
    change(
        handle,
        "UPDATE figleaf_inventory_endpoint SET callers = :callers WHERE key = :key",
        Map.of("callers", callers, "key", key));
  }

  private static String one(Handle handle, String sql, Map<String, ?> values) {
    return handle.createQuery(sql).bindMap(values).mapTo(String.class).one();
  }

  private static void change(Handle handle, String sql, Map<String, ?> values) {
    try (Update update = handle.createUpdate(sql)) {
      update.bindMap(values).execute();
    }
  }

  /** Deletes days before then, and endpoints that are too many. */
  static void sweep(Handle handle, long cut) {
    change(handle, "DELETE FROM figleaf_inventory_day WHERE day < :cut", Map.of("cut", cut));
    handle
        .createQuery(
            """
            SELECT last_at FROM figleaf_inventory_endpoint ORDER BY last_at DESC
            LIMIT 1 OFFSET :most
            """)
        .bind("most", MOST_ENDPOINTS)
        .mapTo(Long.class)
        .findOne()
        .ifPresent(
            last ->
                change(
                    handle,
                    "DELETE FROM figleaf_inventory_endpoint WHERE last_at <= :last",
                    Map.of("last", last)));
  }
}
