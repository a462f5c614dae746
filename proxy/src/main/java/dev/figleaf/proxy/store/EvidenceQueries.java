package dev.figleaf.proxy.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Reads evidence: everything by an index, and every sum by the database. */
final class EvidenceQueries {
  private static final String OF_DIFFERENCE =
      """
      SELECT d.id, d.finding,
        MIN(d.subject) AS subject, MIN(d.method) AS method, MIN(d.template) AS template,
        MIN(d.path) AS path, MIN(d.kind) AS kind,
        MIN(d.first_at) AS first_at, MAX(d.last_at) AS last_at,
        (SELECT l.candidacy FROM figleaf_difference l
         WHERE l.id = d.id AND l.finding = d.finding
         ORDER BY l.last_at DESC, l.candidacy LIMIT 1) AS candidacy,
        (SELECT COALESCE(MAX(f.bucket), 0) FROM figleaf_found f
         WHERE f.difference = d.id AND f.finding = d.finding) AS bucket,
        (SELECT COALESCE(SUM(f.n), 0) FROM figleaf_found f
         WHERE f.difference = d.id AND f.finding = d.finding) AS n
      FROM figleaf_difference d WHERE d.id = :id GROUP BY d.id, d.finding ORDER BY d.finding
      """;

  private EvidenceQueries() {}

  static List<CandidacyRow> newestCandidacies(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT * FROM figleaf_candidacy c WHERE c.id = (
              SELECT id FROM figleaf_candidacy WHERE subject = c.subject
              ORDER BY began DESC, id DESC LIMIT 1)
            ORDER BY subject
            """)
        .map(EvidenceQueries::candidacy)
        .list();
  }

  static List<CandidacyRow> newestCandidacy(Handle handle, String subject) {
    return handle
        .createQuery(
            """
            SELECT * FROM figleaf_candidacy WHERE subject = :subject
            ORDER BY began DESC, id DESC LIMIT 1
            """)
        .bind("subject", Texts.kept(subject))
        .map(EvidenceQueries::candidacy)
        .list();
  }

  private static CandidacyRow candidacy(ResultSet row, Object context) throws SQLException {
    return new CandidacyRow(
        row.getString("id"),
        row.getString("subject"),
        row.getString("control"),
        row.getString("candidate"),
        time(row, "began"),
        row.getString("ready"),
        row.getString("reason"));
  }

  static List<CountRow> counts(Handle handle, String candidacy, Instant since) {
    return since(
        handle,
        """
        SELECT candidacy, MIN(bucket) AS bucket, method, template, status_class, what, pattern,
          SUM(n) AS n
        FROM figleaf_count WHERE candidacy = :candidacy AND bucket >= :since
        GROUP BY candidacy, key, method, template, status_class, what, pattern
        ORDER BY template, method, status_class, what, pattern
        """,
        candidacy,
        since,
        (row, same) ->
            new CountRow(
                same.text(row, "candidacy"),
                time(row, "bucket"),
                same.text(row, "method"),
                same.text(row, "template"),
                row.getInt("status_class"),
                same.text(row, "what"),
                same.text(row, "pattern"),
                row.getLong("n")));
  }

  static List<LatencyRow> latencies(Handle handle, String candidacy, Instant since) {
    return since(
        handle,
        """
        SELECT candidacy, bucket, method, template, side, step, n
        FROM figleaf_latency WHERE candidacy = :candidacy AND bucket >= :since
        ORDER BY bucket, template, method, side, step
        """,
        candidacy,
        since,
        (row, same) ->
            new LatencyRow(
                same.text(row, "candidacy"),
                time(row, "bucket"),
                same.text(row, "method"),
                same.text(row, "template"),
                same.text(row, "side"),
                row.getInt("step"),
                row.getLong("n")));
  }

  static List<LeftOutRow> leftOut(Handle handle, String candidacy, Instant since) {
    return since(
        handle,
        """
        SELECT candidacy, MIN(bucket) AS bucket, reason, SUM(n) AS n
        FROM figleaf_left_out WHERE candidacy = :candidacy AND bucket >= :since
        GROUP BY candidacy, reason ORDER BY reason
        """,
        candidacy,
        since,
        (row, same) ->
            new LeftOutRow(
                same.text(row, "candidacy"),
                time(row, "bucket"),
                row.getString("reason"),
                row.getLong("n")));
  }

  static List<DifferenceRow> differences(Handle handle, String candidacy, Instant since) {
    return since(
        handle,
        """
        SELECT d.id, d.candidacy, d.subject, d.method, d.template, d.path, d.kind, d.finding,
          f.bucket, d.first_at, d.last_at, f.n
        FROM (SELECT difference, finding, MAX(bucket) AS bucket, SUM(n) AS n
              FROM figleaf_found WHERE candidacy = :candidacy AND bucket >= :since
              GROUP BY difference, finding) f
        JOIN figleaf_difference d
          ON d.id = f.difference AND d.candidacy = :candidacy AND d.finding = f.finding
        ORDER BY f.n DESC, d.id, d.finding
        """,
        candidacy,
        since,
        EvidenceQueries::difference);
  }

  static List<DifferenceRow> difference(Handle handle, String id) {
    var same = new Same();
    return handle
        .createQuery(OF_DIFFERENCE)
        .bind("id", Texts.kept(id))
        .map((row, _) -> difference(row, same))
        .list();
  }

  private static DifferenceRow difference(ResultSet row, Same same) throws SQLException {
    return new DifferenceRow(
        row.getString("id"),
        same.text(row, "candidacy"),
        same.text(row, "subject"),
        same.text(row, "method"),
        same.text(row, "template"),
        row.getString("path"),
        same.text(row, "kind"),
        same.text(row, "finding"),
        time(row, "bucket"),
        time(row, "first_at"),
        time(row, "last_at"),
        row.getLong("n"));
  }

  static List<ExampleRow> examples(Handle handle, String difference) {
    RowMapper<ExampleRow> mapper =
        (row, _) ->
            new ExampleRow(
                row.getString("id"),
                row.getString("difference"),
                row.getString("candidacy"),
                time(row, "at"),
                row.getString("content"));
    return handle
        .createQuery(
            """
            SELECT * FROM figleaf_example WHERE difference = :difference
            ORDER BY at DESC, id LIMIT :most
            """)
        .bind("difference", Texts.kept(difference))
        .bind("most", EvidenceRows.EXAMPLES)
        .map(mapper)
        .list();
  }

  static Instant time(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  private interface Reader<T> {
    T read(ResultSet row, Same same) throws SQLException;
  }

  private static <T> List<T> since(
      Handle handle, String sql, String candidacy, Instant since, Reader<T> reader) {
    var same = new Same();
    return handle
        .createQuery(sql)
        .bind("candidacy", Texts.kept(candidacy))
        .bind("since", millis(since))
        .map((row, _) -> reader.read(row, same))
        .list();
  }

  /** Instants of all time are not all milliseconds. */
  private static long millis(Instant since) {
    return since.isBefore(Instant.EPOCH)
        ? 0
        : since.getEpochSecond() > Long.MAX_VALUE / 1_000 - 1
            ? Long.MAX_VALUE
            : since.toEpochMilli();
  }

  /** Equal texts of one answer as one: a few of them stand in all of its rows. */
  private static final class Same {
    private final Map<String, String> texts = new HashMap<>();

    String text(ResultSet row, String column) throws SQLException {
      String text = row.getString(column);
      String before = texts.putIfAbsent(text, text);
      return before == null ? text : before;
    }
  }
}
