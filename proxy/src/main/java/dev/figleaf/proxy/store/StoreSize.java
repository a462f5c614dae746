package dev.figleaf.proxy.store;

import java.time.Duration;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;

/**
 * How much room the evidence takes.
 *
 * <p>SQLite says it by its pages. The files of PostgreSQL do not shrink when rows go, so where they
 * are larger than they may be, the rows themselves are added up, at most once an hour.
 */
final class StoreSize {
  private static final Duration EVERY = Duration.ofHours(1);

  /** What a row takes beside its values, with its part of the indexes. */
  private static final int OF_A_ROW = 150;

  private static final int PAGES_AT_ONCE = 2_000;

  private final StoreSettings settings;
  private final InstantSource clock;
  private long nextSum = Long.MIN_VALUE;
  private long excess;

  StoreSize(StoreSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** By how many bytes it is more than it may be; zero or less where it is not. */
  long excess(Handle handle) {
    return switch (settings.url().kind()) {
      case SQLITE -> usedPages(handle) - settings.maxSize().bytes();
      case POSTGRESQL -> ofPostgres(handle);
    };
  }

  private static long usedPages(Handle handle) {
    return (number(handle, "PRAGMA page_count") - number(handle, "PRAGMA freelist_count"))
        * number(handle, "PRAGMA page_size");
  }

  private long ofPostgres(Handle handle) {
    long most = settings.maxSize().bytes();
    if (excess <= 0 && clock.millis() < nextSum) {
      return 0;
    }
    excess = files(handle) <= most ? 0 : rows(handle) - most;
    nextSum = clock.millis() + EVERY.toMillis();
    return excess;
  }

  private static long files(Handle handle) {
    return number(
        handle,
        """
        SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0) FROM pg_class c
        JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE c.relkind = 'r' AND c.relname LIKE 'figleaf!_%' ESCAPE '!'
          AND s.nspname = current_schema()
        """);
  }

  private static long rows(Handle handle) {
    return sum(handle, "figleaf_count", "template", "pattern")
        + sum(handle, "figleaf_latency", "template")
        + sum(handle, "figleaf_left_out", "reason")
        + sum(handle, "figleaf_found", "difference")
        + sum(handle, "figleaf_difference", "template", "path")
        + sum(handle, "figleaf_example", "content");
  }

  private static long sum(Handle handle, String table, String... columns) {
    return number(
        handle,
        "SELECT COALESCE(SUM(%d + pg_column_size(%s)), 0) FROM %s"
            .formatted(OF_A_ROW, String.join(") + pg_column_size(", columns), table));
  }

  private static long number(Handle handle, String sql) {
    return handle.createQuery(sql).mapTo(Long.class).one();
  }

  /** Gives pages that nothing needs back to the disk, a few of them. */
  boolean giveBack(Handle handle) {
    if (settings.url().kind() == StoreUrl.Kind.SQLITE) {
      handle.execute("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
    }
    return true;
  }
}
