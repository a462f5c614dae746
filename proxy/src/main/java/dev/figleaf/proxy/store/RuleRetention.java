package dev.figleaf.proxy.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Deletes what is too much of the history of the rules: the oldest events, and the texts that
 * nothing names any more or that were live longest ago. How old evidence may be does not touch it.
 */
final class RuleRetention {
  /** Larger rule sets are live like any other, but cannot be rolled back to. */
  static final long LONGEST_TEXTS = 16 << 20;

  private static final int AT_ONCE = 5_000;

  /**
   * How much there may be.
   *
   * @param characters of texts
   */
  record Bounds(long events, long characters) {
    static final Bounds USUAL = new Bounds(100_000, 256L << 20);
  }

  private RuleRetention() {}

  /** Tells whether more is left to do. */
  static boolean sweep(Handle handle, Bounds bounds) {
    long end = RuleQueries.end(handle).revision();
    boolean more = deleteEvents(handle, end - bounds.events);
    handle.execute(
        """
        DELETE FROM figleaf_rule_texts
        WHERE hash NOT IN (SELECT texts FROM figleaf_rule_event WHERE texts IS NOT NULL)
          AND hash NOT IN (SELECT texts FROM figleaf_rule_base WHERE texts IS NOT NULL)
        """);
    shrink(handle, bounds.characters);
    return more;
  }

  private static boolean deleteEvents(Handle handle, long until) {
    if (until <= 0) {
      return false;
    }
    long oldest =
        handle
            .createQuery("SELECT COALESCE(MIN(revision), :until) FROM figleaf_rule_event")
            .bind("until", until)
            .mapTo(Long.class)
            .one();
    long cut = Math.min(until, oldest + AT_ONCE - 1);
    // What is left is folded from here.
    RuleRows.base(handle, RuleQueries.fold(handle, cut));
    delete(handle, "DELETE FROM figleaf_rule_event WHERE revision <= :cut", cut);
    delete(handle, "DELETE FROM figleaf_rule_base WHERE revision < :cut", cut);
    return cut < until;
  }

  private static void delete(Handle handle, String sql, long cut) {
    handle.createUpdate(sql).bind("cut", cut).execute();
  }

  private record Kept(String hash, long length) {}

  private static void shrink(Handle handle, long most) {
    List<Kept> newestFirst =
        handle
            .createQuery("SELECT hash, length FROM figleaf_rule_texts ORDER BY at DESC, hash")
            .map((row, _) -> new Kept(row.getString("hash"), row.getLong("length")))
            .list();
    long sum = 0;
    for (Kept kept : newestFirst) {
      sum += kept.length;
      if (sum > most) {
        handle
            .createUpdate("DELETE FROM figleaf_rule_texts WHERE hash = :hash")
            .bind("hash", kept.hash)
            .execute();
      }
    }
  }
}
