package dev.figleaf.proxy.store;

import dev.figleaf.proxy.history.HistoryJson;
import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.rules.RuleTexts;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What is asked of the history of the rules. */
final class RuleQueries {
  private RuleQueries() {}

  /** The last event there is. */
  record End(long revision, String id) {}

  static End end(Handle handle) {
    return handle
        .createQuery("SELECT revision, id FROM figleaf_rule_end WHERE one = 1")
        .map((row, _) -> new End(row.getLong("revision"), row.getString("id")))
        .one();
  }

  /** What follows an event, or where the history ends in which it is not. */
  static RuleHistory.Following follow(Handle handle, long revision, String id) {
    End end = end(handle);
    if (end.revision() == revision && end.id().equals(id)) {
      return new RuleHistory.Following.Events(List.of());
    }
    // The end was read first: what is added meanwhile is for the next time.
    return end.revision() > revision && isKnown(handle, revision, id)
        ? new RuleHistory.Following.Events(between(handle, revision, end.revision()))
        : new RuleHistory.Following.Elsewhere(end.revision());
  }

  private static boolean isKnown(Handle handle, long revision, String id) {
    return (revision == 0 || isThere(handle, revision, id)) && !hasGapAfter(handle, revision);
  }

  private static boolean isThere(Handle handle, long revision, String id) {
    return handle
            .createQuery(
                """
                SELECT (SELECT COUNT(*) FROM figleaf_rule_event
                        WHERE revision = :revision AND id = :id)
                     + (SELECT COUNT(*) FROM figleaf_rule_base
                        WHERE revision = :revision AND id = :id)
                """)
            .bind("revision", revision)
            .bind("id", id)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /** Where a state was put in place of events, who followed these would miss it. */
  private static boolean hasGapAfter(Handle handle, long revision) {
    return handle
            .createQuery(
                """
                SELECT COUNT(*) FROM figleaf_rule_base b
                WHERE b.revision > :revision AND b.revision - :revision > (
                  SELECT COUNT(*) FROM figleaf_rule_event e
                  WHERE e.revision > :revision AND e.revision <= b.revision)
                """)
            .bind("revision", revision)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  private static List<RuleEvent> between(Handle handle, long after, long last) {
    return handle
        .createQuery(
            """
            SELECT content FROM figleaf_rule_event
            WHERE revision > :after AND revision <= :last ORDER BY revision LIMIT :most
            """)
        .bind("after", after)
        .bind("last", last)
        .bind("most", RuleHistory.PAGE)
        .map((row, _) -> HistoryJson.read(row.getString("content"), RuleEvent.class))
        .list();
  }

  /** What was known at a revision: the last state that was kept before, and what followed. */
  static Known fold(Handle handle, long revision) {
    Known known =
        handle
            .createQuery(
                """
                SELECT content FROM figleaf_rule_base
                WHERE revision <= :revision ORDER BY revision DESC LIMIT 1
                """)
            .bind("revision", revision)
            .map((row, _) -> HistoryJson.read(row.getString("content"), Known.class))
            .findOne()
            .orElse(Known.NOTHING);
    while (known.revision() < revision) {
      List<RuleEvent> more = between(handle, known.revision(), revision);
      for (RuleEvent event : more) {
        known = known.after(event);
      }
      if (more.isEmpty()) {
        break;
      }
    }
    return known;
  }

  static Set<String> kept(Handle handle, Collection<String> ids) {
    return handle
        .createQuery("SELECT id FROM figleaf_rule_event WHERE id IN (<ids>)")
        .bindList("ids", List.copyOf(ids))
        .mapTo(String.class)
        .stream()
        .collect(Collectors.toSet());
  }

  static List<RuleEvent> events(Handle handle, long before, int most) {
    return handle
        .createQuery(
            """
            SELECT content FROM figleaf_rule_event
            WHERE revision < :before ORDER BY revision DESC LIMIT :most
            """)
        .bind("before", before)
        .bind("most", Math.clamp(most, 0, RuleHistory.PAGE))
        .map((row, _) -> HistoryJson.read(row.getString("content"), RuleEvent.class))
        .list();
  }

  static Optional<RuleEvent> event(Handle handle, long revision) {
    return events(handle, revision + 1, 1).stream()
        .filter(event -> event.revision() == revision)
        .findFirst();
  }

  /** Whether it can be told what was live then. */
  static boolean isThere(Handle handle, long revision) {
    return event(handle, revision).isPresent();
  }

  static Optional<Long> lastBefore(Handle handle, Instant time) {
    return handle
        .createQuery("SELECT MAX(revision) FROM figleaf_rule_event WHERE at <= :time")
        .bind("time", time.toEpochMilli())
        .mapTo(Long.class)
        .findOne()
        .filter(revision -> revision > 0);
  }

  static Optional<RuleTexts> texts(Handle handle, String hash) {
    return handle
        .createQuery("SELECT content FROM figleaf_rule_texts WHERE hash = :hash")
        .bind("hash", hash)
        .map((row, _) -> HistoryJson.read(row.getString("content"), RuleTexts.class))
        .findOne();
  }
}
