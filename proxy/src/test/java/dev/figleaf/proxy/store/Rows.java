package dev.figleaf.proxy.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Rows as tests need them. */
final class Rows {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final CandidacyRow CANDIDACY =
      new CandidacyRow("c1", "catalog", "monolith", "catalog", NOW, "{}", "first seen");

  private Rows() {}

  static Instant minutesAgo(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  static CountRow count(Instant bucket, String template, long count) {
    return new CountRow("c1", bucket, "GET", template, 2, "equal", "", count);
  }

  static LatencyRow latency(Instant bucket, int step, long count) {
    return new LatencyRow("c1", bucket, "GET", "/items/{id}", "candidate", step, count);
  }

  static DifferenceRow difference(String id, String finding, Instant at, long count) {
    return difference(id, "c1", finding, at, count);
  }

  static DifferenceRow difference(
      String id, String candidacy, String finding, Instant at, long count) {
    return new DifferenceRow(
        id,
        candidacy,
        "catalog",
        "GET",
        "/items/{id}",
        "body:$.price",
        "value",
        finding,
        at,
        at.plusMillis(5),
        at.plusMillis(9),
        count);
  }

  static ExampleRow example(String id, String difference, Instant at) {
    return new ExampleRow(id, difference, "c1", at, "{\"id\":\"" + id + "\"}");
  }

  static AcceptanceRow acceptance(String id, String difference, Instant at) {
    return new AcceptanceRow(
        id, difference, "rounds better", "ada", at, at.plus(Duration.ofDays(14)));
  }

  static EvidenceBatch counts(CountRow... rows) {
    return new EvidenceBatch(List.of(), List.of(rows), List.of(), List.of(), List.of(), List.of());
  }

  static EvidenceBatch differences(DifferenceRow... rows) {
    return new EvidenceBatch(List.of(), List.of(), List.of(), List.of(), List.of(rows), List.of());
  }

  static EvidenceBatch examples(ExampleRow... rows) {
    return new EvidenceBatch(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(rows));
  }

  static EvidenceBatch candidacies(CandidacyRow... rows) {
    return new EvidenceBatch(List.of(rows), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** One row of each kind. */
  static EvidenceBatch everything(Instant bucket) {
    return new EvidenceBatch(
        List.of(CANDIDACY),
        List.of(count(bucket, "/items/{id}", 2)),
        List.of(latency(bucket, 7, 2)),
        List.of(new LeftOutRow("c1", bucket, "budget", 3)),
        List.of(difference("d1", "real", bucket, 1)),
        List.of(example("e" + bucket.toEpochMilli(), "d1", bucket)));
  }
}
