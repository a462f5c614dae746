package dev.figleaf.proxy.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Deletes what is too old or too much: the oldest first, a few thousand rows at a time, so that
 * nobody waits long for it.
 */
final class Retention {
  private static final int AT_ONCE = 5_000;
  private static final Duration WORK = Duration.ofSeconds(2);

  /** The times from the oldest evidence until now go in as many parts, when there is too much. */
  private static final int PARTS = 50;

  private static final long SHORTEST_PART_MS = 1_000;

  private record Table(String name, String time) {}

  private static final List<Table> EVIDENCE =
      List.of(
          new Table("figleaf_count", "bucket"),
          new Table("figleaf_latency", "bucket"),
          new Table("figleaf_left_out", "bucket"),
          new Table("figleaf_found", "bucket"),
          new Table("figleaf_example", "at"),
          new Table("figleaf_inventory_day", "day"));

  private final Database database;
  private final InstantSource clock;
  private final StoreSize size;

  Retention(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.size = new StoreSize(database.settings(), clock);
  }

  /** Works for about 2 s at most; tells whether more is left to do. */
  boolean sweep() {
    long begin = System.nanoTime();
    long cut = clock.millis() - database.settings().keep().toMillis();
    boolean more;
    do {
      more = database.change(handle -> deleteBefore(handle, cut)) || shrink();
    } while (more && System.nanoTime() - begin < WORK.toNanos());
    if (!more) {
      database.change(handle -> end(handle, cut));
    }
    database.change(handle -> size.giveBack(handle));
    return more;
  }

  private boolean shrink() {
    if (database.read(size::excess) <= 0) {
      return false;
    }
    long now = clock.millis();
    long oldest = database.read(Retention::oldest);
    if (oldest >= now) {
      return false;
    }
    long cut = oldest + Math.max(SHORTEST_PART_MS, (now - oldest) / PARTS);
    return database.change(
        handle -> {
          deleteBefore(handle, cut);
          forget(handle, cut);
          return true;
        });
  }

  /** When the oldest evidence is from; the end of time where there is none. */
  private static long oldest(Handle handle) {
    return EVIDENCE.stream()
        .mapToLong(
            table ->
                handle
                    .createQuery(
                        "SELECT COALESCE(MIN(%s), %d) FROM %s"
                            .formatted(table.time, Long.MAX_VALUE, table.name))
                    .mapTo(Long.class)
                    .one())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Deletes about as many rows of each table as may go at once; tells whether there are more. */
  private static boolean deleteBefore(Handle handle, long cut) {
    boolean more = false;
    for (Table table : EVIDENCE) {
      more |= deleteBefore(handle, table, cut);
    }
    return more;
  }

  private static boolean deleteBefore(Handle handle, Table table, long cut) {
    // The rows of one time go together, where they are more than that, too.
    long until =
        handle
            .createQuery(
                "SELECT %2$s FROM %1$s WHERE %2$s < :cut ORDER BY %2$s LIMIT 1 OFFSET :most"
                    .formatted(table.name, table.time))
            .bind("cut", cut)
            .bind("most", AT_ONCE - 1)
            .mapTo(Long.class)
            .findOne()
            .orElse(cut - 1);
    int gone =
        handle
            .createUpdate("DELETE FROM %1$s WHERE %2$s <= :until".formatted(table.name, table.time))
            .bind("until", until)
            .execute();
    return gone >= AT_ONCE;
  }

  /** What was not found for so long and is not accepted leaves the ledger. */
  private static void forget(Handle handle, long cut) {
    handle
        .createUpdate(
            """
            DELETE FROM figleaf_difference WHERE last_at < :cut AND NOT EXISTS (
              SELECT 1 FROM figleaf_acceptance a WHERE a.difference = figleaf_difference.id)
            """)
        .bind("cut", cut)
        .execute();
  }

  /** What is no evidence, and belongs to none any more. */
  private static boolean end(Handle handle, long cut) {
    handle
        .createUpdate("DELETE FROM figleaf_acceptance WHERE ended < :cut OR until_at < :cut")
        .bind("cut", cut)
        .execute();
    forget(handle, cut);
    handle.createUpdate("DELETE FROM figleaf_batch WHERE at < :cut").bind("cut", cut).execute();
    return handle
            .createUpdate(
                """
                DELETE FROM figleaf_candidacy WHERE EXISTS (
                  SELECT 1 FROM figleaf_candidacy later
                  WHERE later.subject = figleaf_candidacy.subject
                    AND later.began > figleaf_candidacy.began AND later.began < :cut)
                """)
            .bind("cut", cut)
            .execute()
        > 0;
  }
}
