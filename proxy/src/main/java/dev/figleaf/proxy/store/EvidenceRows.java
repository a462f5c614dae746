package dev.figleaf.proxy.store;

import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Writes a batch, a statement a table. Rows are in the order of their keys, so that replicas never
 * wait for each other in a circle.
 */
final class EvidenceRows {
  /** Examples that are kept of one difference; the rules ask for at most as many. */
  static final int EXAMPLES = 20;

  private static final String ADD = " DO UPDATE SET n = %1$s.n + excluded.n";

  private EvidenceRows() {}

  /** Whether this batch has not been written; its commit may not have been heard of. */
  static boolean begin(Handle handle, String writer, long number, long now) {
    return handle
            .createUpdate(
                """
                INSERT INTO figleaf_batch (writer, number, at) VALUES (:writer, :number, :now)
                ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = excluded.at
                  WHERE figleaf_batch.number < excluded.number
                """)
            .bind("writer", writer)
            .bind("number", number)
            .bind("now", now)
            .execute()
        > 0;
  }

  static void write(Handle handle, EvidenceBatch batch) {
    candidacies(handle, batch.candidacies());
    counts(handle, batch.counts());
    latencies(handle, batch.latencies());
    leftOut(handle, batch.leftOut());
    differences(handle, batch.differences());
    examples(handle, batch.examples());
  }

  /** One that comes back after another begins anew; any other keeps the time that it began at. */
  private static void candidacies(Handle handle, List<CandidacyRow> rows) {
    String sql =
        """
        INSERT INTO figleaf_candidacy (id, subject, control, candidate, began, ready, reason)
        VALUES (:id, :subject, :control, :candidate, :began, :ready, :reason)
        ON CONFLICT (id) DO UPDATE SET ready = excluded.ready, began =
          CASE WHEN EXISTS (SELECT 1 FROM figleaf_candidacy other
                            WHERE other.subject = excluded.subject
                              AND other.began > figleaf_candidacy.began
                              AND other.began <= excluded.began)
            THEN excluded.began ELSE figleaf_candidacy.began END
        """;
    all(handle, sql, Sorted.by(rows, CandidacyRow::id), EvidenceRows::bind);
  }

  private static void bind(PreparedBatch sql, CandidacyRow row) {
    sql.bind("id", Texts.kept(row.id()))
        .bind("subject", Texts.kept(row.subject()))
        .bind("control", Texts.kept(row.control()))
        .bind("candidate", Texts.kept(row.candidate()))
        .bind("began", row.began().toEpochMilli())
        .bind("ready", Texts.kept(row.ready()))
        .bind("reason", Texts.kept(row.reason()));
  }

  private static void counts(Handle handle, List<CountRow> rows) {
    String sql =
        """
        INSERT INTO figleaf_count
          (candidacy, bucket, key, method, template, status_class, what, pattern, n)
        VALUES (:candidacy, :bucket, :key, :method, :template, :status, :what, :pattern, :n)
        ON CONFLICT (candidacy, bucket, key)"""
            + ADD.formatted("figleaf_count");
    all(handle, sql, Sorted.by(rows, row -> row.candidacy() + key(row)), EvidenceRows::bind);
  }

  private static String key(CountRow row) {
    return RowKey.of(
        row.method(),
        row.template(),
        Integer.toString(row.statusClass()),
        row.what(),
        row.pattern());
  }

  private static void bind(PreparedBatch sql, CountRow row) {
    sql.bind("candidacy", Texts.kept(row.candidacy()))
        .bind("bucket", row.bucket().toEpochMilli())
        .bind("key", key(row))
        .bind("method", Texts.kept(row.method()))
        .bind("template", Texts.kept(row.template()))
        .bind("status", row.statusClass())
        .bind("what", Texts.kept(row.what()))
        .bind("pattern", Texts.kept(row.pattern()))
        .bind("n", row.count());
  }

  private static void latencies(Handle handle, List<LatencyRow> rows) {
    String sql =
        """
        INSERT INTO figleaf_latency (candidacy, bucket, key, method, template, side, step, n)
        VALUES (:candidacy, :bucket, :key, :method, :template, :side, :step, :n)
        ON CONFLICT (candidacy, bucket, key)"""
            + ADD.formatted("figleaf_latency");
    all(handle, sql, Sorted.by(rows, row -> row.candidacy() + key(row)), EvidenceRows::bind);
  }

  private static String key(LatencyRow row) {
    return RowKey.of(row.method(), row.template(), row.side(), Integer.toString(row.step()));
  }

  private static void bind(PreparedBatch sql, LatencyRow row) {
    sql.bind("candidacy", Texts.kept(row.candidacy()))
        .bind("bucket", row.bucket().toEpochMilli())
        .bind("key", key(row))
        .bind("method", Texts.kept(row.method()))
        .bind("template", Texts.kept(row.template()))
        .bind("side", Texts.kept(row.side()))
        .bind("step", row.step())
        .bind("n", row.count());
  }

  private static void leftOut(Handle handle, List<LeftOutRow> rows) {
    String sql =
        """
        INSERT INTO figleaf_left_out (candidacy, bucket, reason, n)
        VALUES (:candidacy, :bucket, :reason, :n)
        ON CONFLICT (candidacy, bucket, reason)"""
            + ADD.formatted("figleaf_left_out");
    all(
        handle,
        sql,
        Sorted.by(rows, row -> row.candidacy() + row.reason()),
        (batch, row) ->
            batch
                .bind("candidacy", Texts.kept(row.candidacy()))
                .bind("bucket", row.bucket().toEpochMilli())
                .bind("reason", Texts.kept(row.reason()))
                .bind("n", row.count()));
  }

  private static void differences(Handle handle, List<DifferenceRow> rows) {
    String ledger =
        """
        INSERT INTO figleaf_difference
          (id, candidacy, finding, subject, method, template, path, kind, first_at, last_at)
        VALUES (:id, :candidacy, :finding, :subject, :method, :template, :path, :kind, :first, :last)
        ON CONFLICT (id, candidacy, finding) DO UPDATE SET
          first_at = CASE WHEN excluded.first_at < figleaf_difference.first_at
            THEN excluded.first_at ELSE figleaf_difference.first_at END,
          last_at = CASE WHEN excluded.last_at > figleaf_difference.last_at
            THEN excluded.last_at ELSE figleaf_difference.last_at END
        """;
    String found =
        """
        INSERT INTO figleaf_found (candidacy, bucket, difference, finding, n)
        VALUES (:candidacy, :bucket, :id, :finding, :n)
        ON CONFLICT (candidacy, bucket, difference, finding)"""
            + ADD.formatted("figleaf_found");
    List<DifferenceRow> sorted = Sorted.by(rows, row -> row.id() + row.candidacy() + row.finding());
    all(handle, ledger, sorted, EvidenceRows::bindLedger);
    all(handle, found, sorted, EvidenceRows::bindFound);
  }

  private static void bindLedger(PreparedBatch sql, DifferenceRow row) {
    sql.bind("id", Texts.kept(row.id()))
        .bind("candidacy", Texts.kept(row.candidacy()))
        .bind("finding", Texts.kept(row.finding()))
        .bind("subject", Texts.kept(row.subject()))
        .bind("method", Texts.kept(row.method()))
        .bind("template", Texts.kept(row.template()))
        .bind("path", Texts.kept(row.path()))
        .bind("kind", Texts.kept(row.kind()))
        .bind("first", row.first().toEpochMilli())
        .bind("last", row.last().toEpochMilli());
  }

  private static void bindFound(PreparedBatch sql, DifferenceRow row) {
    sql.bind("candidacy", Texts.kept(row.candidacy()))
        .bind("bucket", row.bucket().toEpochMilli())
        .bind("id", Texts.kept(row.id()))
        .bind("finding", Texts.kept(row.finding()))
        .bind("n", row.count());
  }

  private static void examples(Handle handle, List<ExampleRow> rows) {
    String sql =
        """
        INSERT INTO figleaf_example (id, difference, candidacy, at, content)
        VALUES (:id, :difference, :candidacy, :at, :content)
        ON CONFLICT (id) DO NOTHING
        """;
    all(handle, sql, Sorted.by(rows, ExampleRow::id), EvidenceRows::bind);
    var shown = new TreeSet<String>();
    rows.forEach(row -> shown.add(Texts.kept(row.difference())));
    onlyTheNewest(handle, shown);
  }

  private static void bind(PreparedBatch sql, ExampleRow row) {
    sql.bind("id", Texts.kept(row.id()))
        .bind("difference", Texts.kept(row.difference()))
        .bind("candidacy", Texts.kept(row.candidacy()))
        .bind("at", row.at().toEpochMilli())
        .bind("content", Texts.kept(row.content()));
  }

  private static void onlyTheNewest(Handle handle, TreeSet<String> differences) {
    String sql =
        """
        DELETE FROM figleaf_example WHERE difference = :difference AND id NOT IN (
          SELECT id FROM figleaf_example WHERE difference = :difference
          ORDER BY at DESC, id LIMIT :most)
        """;
    all(
        handle,
        sql,
        List.copyOf(differences),
        (batch, difference) -> batch.bind("difference", difference).bind("most", EXAMPLES));
  }

  private static <T> void all(
      Handle handle, String sql, List<T> rows, BiConsumer<PreparedBatch, T> binder) {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(sql)) {
      for (T row : rows) {
        binder.accept(batch, row);
        batch.add();
      }
      batch.execute();
    }
  }
}
