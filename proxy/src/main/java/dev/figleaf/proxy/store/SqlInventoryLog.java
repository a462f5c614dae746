package dev.figleaf.proxy.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The inventory in SQLite or PostgreSQL, by the same SQL. Safe to share. */
final class SqlInventoryLog implements InventoryLog {
  private final Database database;
  private final InstantSource clock;

  SqlInventoryLog(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void write(List<InventoryBatch> batches, String writer, long number) {
    database.change(
        handle -> {
          boolean isNew = EvidenceRows.begin(handle, writer, number, clock.millis());
          if (isNew) {
            batches.forEach(batch -> InventoryRows.write(handle, batch));
          }
          return isNew;
        });
  }

  @Override
  public List<InventoryRow> endpoints(Instant since) {
    return database.read(handle -> InventoryQueries.endpoints(handle, since.toEpochMilli()));
  }

  @Override
  public List<Watch> watches() {
    return database.read(InventoryQueries::watches);
  }

  @Override
  public void sweep() {
    long cut = clock.millis() - database.settings().keep().toMillis();
    database.change(
        handle -> {
          InventoryRows.sweep(handle, cut);
          return true;
        });
  }
}
