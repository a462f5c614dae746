package dev.figleaf.proxy.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The processes that share a history. */
final class Replicas {
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

  private Replicas() {}

  static boolean beat(Handle handle, ReplicaRow replica) {
    handle
        .createUpdate("DELETE FROM figleaf_replica WHERE seen < :long")
        .bind("long", replica.seen().minus(FORGOTTEN_AFTER).toEpochMilli())
        .execute();
    return handle
            .createUpdate(
                """
                INSERT INTO figleaf_replica (name, revision, seen) VALUES (:name, :revision, :seen)
                ON CONFLICT (name) DO UPDATE
                  SET revision = excluded.revision, seen = excluded.seen
                """)
            .bind("name", Texts.kept(replica.name()))
            .bind("revision", replica.revision())
            .bind("seen", replica.seen().toEpochMilli())
            .execute()
        == 1;
  }

  static List<ReplicaRow> since(Handle handle, Instant since) {
    return handle
        .createQuery("SELECT * FROM figleaf_replica WHERE seen >= :since ORDER BY name LIMIT 1000")
        .bind("since", since.toEpochMilli())
        .map(
            (row, _) ->
                new ReplicaRow(
                    row.getString("name"),
                    row.getLong("revision"),
                    EvidenceQueries.time(row, "seen")))
        .list();
  }

  static boolean leave(Handle handle, String replica) {
    return handle
            .createUpdate("DELETE FROM figleaf_replica WHERE name = :name")
            .bind("name", Texts.kept(replica))
            .execute()
        == 1;
  }
}
