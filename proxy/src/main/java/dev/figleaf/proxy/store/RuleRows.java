package dev.figleaf.proxy.store;

import dev.figleaf.proxy.history.HistoryJson;
import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.rules.RuleTexts;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What is added to the history of the rules. */
final class RuleRows {
  /** A state is kept after so many events. */
  static final int BASE_EVERY = 500;

  private RuleRows() {}

  /** Takes the end further, if it still is the one before: of several at once, one succeeds. */
  static boolean moveEnd(Handle handle, long revision, String id, Known after) {
    return handle
            .createUpdate(
                """
                UPDATE figleaf_rule_end SET revision = :next, id = :nextId
                WHERE one = 1 AND revision = :revision AND id = :id
                """)
            .bind("next", after.revision())
            .bind("nextId", after.id())
            .bind("revision", revision)
            .bind("id", id)
            .execute()
        == 1;
  }

  static void add(Handle handle, List<RuleEvent> events) {
    for (RuleEvent event : events) {
      handle
          .createUpdate(
              """
              INSERT INTO figleaf_rule_event
                (revision, id, at, replica, author, because, kind, texts, content)
              VALUES (:revision, :id, :at, :replica, :author, :because, :kind, :texts, :content)
              """)
          .bind("revision", event.revision())
          .bind("id", event.id())
          .bind("at", event.at().toEpochMilli())
          .bind("replica", Texts.kept(event.replica()))
          .bind("author", Texts.kept(event.author().by()))
          .bind("because", because(event))
          .bind("kind", event.change().kind())
          .bind("texts", event.change().liveHash())
          .bind("content", Texts.kept(HistoryJson.write(event)))
          .execute();
    }
  }

  private static @Nullable String because(RuleEvent event) {
    String because = event.author().because();
    return because == null ? null : Texts.kept(because);
  }

  static boolean isBase(long before, long after) {
    return before / BASE_EVERY != after / BASE_EVERY;
  }

  static void base(Handle handle, Known known) {
    handle
        .createUpdate(
            """
            INSERT INTO figleaf_rule_base (revision, id, texts, content)
            VALUES (:revision, :id, :texts, :content)
            ON CONFLICT (revision) DO UPDATE
              SET id = excluded.id, texts = excluded.texts, content = excluded.content
            """)
        .bind("revision", known.revision())
        .bind("id", known.id())
        .bind("texts", known.state().hash())
        .bind("content", Texts.kept(HistoryJson.write(known)))
        .execute();
  }

  static void keep(Handle handle, RuleTexts texts, long now) {
    if (texts.length() > RuleRetention.LONGEST_TEXTS) {
      return;
    }
    handle
        .createUpdate(
            """
            INSERT INTO figleaf_rule_texts (hash, at, length, content)
            VALUES (:hash, :at, :length, :content)
            ON CONFLICT (hash) DO UPDATE SET at = excluded.at
            """)
        .bind("hash", texts.hash())
        .bind("at", now)
        .bind("length", texts.length())
        .bind("content", Texts.kept(HistoryJson.write(texts)))
        .execute();
  }
}
