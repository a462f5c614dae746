package dev.figleaf.proxy.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** What operators decided: kept when it ends, too, until it is as old as evidence may be. */
final class Acceptances {
  private Acceptances() {}

  static List<AcceptanceRow> of(Handle handle, String subject) {
    return handle
        .createQuery(
            """
            SELECT * FROM figleaf_acceptance a WHERE a.ended IS NULL AND EXISTS (
              SELECT 1 FROM figleaf_difference d
              WHERE d.id = a.difference AND d.subject = :subject)
            ORDER BY a.at DESC, a.id
            """)
        .bind("subject", Texts.kept(subject))
        .map(
            (row, _) ->
                new AcceptanceRow(
                    row.getString("id"),
                    row.getString("difference"),
                    row.getString("because"),
                    row.getString("author"),
                    EvidenceQueries.time(row, "at"),
                    EvidenceQueries.time(row, "until_at")))
        .list();
  }

  static void accept(Handle handle, AcceptanceRow row) {
    end(handle, row.difference(), row.at().toEpochMilli());
    handle
        .createUpdate(
            """
            INSERT INTO figleaf_acceptance (id, difference, because, author, at, until_at, ended)
            VALUES (:id, :difference, :because, :author, :at, :until, NULL)
            """)
        .bind("id", Texts.kept(row.id()))
        .bind("difference", Texts.kept(row.difference()))
        .bind("because", Texts.kept(row.because()))
        .bind("author", Texts.kept(row.by()))
        .bind("at", row.at().toEpochMilli())
        .bind("until", row.until().toEpochMilli())
        .execute();
  }

  /** Ends what was accepted; tells whether there was anything. */
  static boolean end(Handle handle, String difference, long now) {
    return handle
            .createUpdate(
                """
                UPDATE figleaf_acceptance SET ended = :now
                WHERE difference = :difference AND ended IS NULL
                """)
            .bind("now", now)
            .bind("difference", Texts.kept(difference))
            .execute()
        > 0;
  }
}
