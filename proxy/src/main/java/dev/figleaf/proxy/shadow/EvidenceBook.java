package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.proxy.store.CountRow;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceBatch;
import dev.figleaf.proxy.store.ExampleRow;
import dev.figleaf.proxy.store.LatencyRow;
import dev.figleaf.proxy.store.LeftOutRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up what was seen until it is given away as rows, minute by minute. Bounded: what finds no
 * room is counted as of another endpoint. Belongs to one thread.
 */
final class EvidenceBook {
  /** The method of what is counted without its own. */
  static final String ANY = "*";

  /** The most rows of one kind in one batch. */
  static final int MOST = 20_000;

  /** Requests that are alike. */
  record Endpoint(String method, String template) {
    static final Endpoint OTHER = new Endpoint(ANY, EndpointTemplates.OTHER);
  }

  /** One difference, by what makes it one. */
  record Entry(String id, Endpoint endpoint, String path, String kind) {}

  private record Count(
      String candidacy, Instant bucket, Endpoint at, int status, String what, String pattern) {}

  private record Took(String candidacy, Instant bucket, Endpoint at, Role side, int step) {}

  private record Omission(String candidacy, Instant bucket, String reason) {}

  private record Found(String candidacy, Instant bucket, String subject, Entry entry, String how) {}

  private static final class Times {
    private final Instant first;
    private Instant last;
    private long count;

    private Times(Instant first) {
      this.first = first;
      this.last = first;
    }
  }

  private final InstantSource clock;
  private final int most;
  private final Map<Count, Long> counts = new HashMap<>();
  private final Map<Took, Long> latencies = new HashMap<>();
  private final Map<Omission, Long> omissions = new HashMap<>();
  private final Map<Found, Times> differences = new HashMap<>();
  private final List<ExampleRow> examples = new ArrayList<>();

  EvidenceBook(InstantSource clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  private Instant bucket() {
    return clock.instant().truncatedTo(ChronoUnit.MINUTES);
  }

  void count(
      Subject subject, Endpoint at, int statusClass, String what, String pattern, long count) {
    String candidacy = subject.candidacyId();
    var key = new Count(candidacy, bucket(), at, statusClass, what, pattern);
    if (counts.size() >= most && !counts.containsKey(key)) {
      key = new Count(candidacy, bucket(), Endpoint.OTHER, statusClass, what, "");
    }
    counts.merge(key, count, Long::sum);
  }

  void took(Subject subject, Endpoint at, Role side, Duration took) {
    int step = LatencyHistogram.step(took);
    var key = new Took(subject.candidacyId(), bucket(), at, side, step);
    if (latencies.size() >= most && !latencies.containsKey(key)) {
      key = new Took(subject.candidacyId(), bucket(), Endpoint.OTHER, side, step);
    }
    latencies.merge(key, 1L, Long::sum);
  }

  void leftOut(Subject subject, String reason, long count) {
    omissions.merge(new Omission(subject.candidacyId(), bucket(), reason), count, Long::sum);
  }

  /**
   * Takes a difference in.
   *
   * @return whether there was room; where there was not it is counted as left out
   */
  boolean difference(Subject subject, Entry entry, Finding finding, long count) {
    var key =
        new Found(subject.candidacyId(), bucket(), subject.name(), entry, Counted.word(finding));
    if (differences.size() >= most && !differences.containsKey(key)) {
      leftOut(subject, LeftOut.TOO_MANY_DIFFERENCES, count);
      return false;
    }
    Instant now = clock.instant();
    Times times = differences.computeIfAbsent(key, _ -> new Times(now));
    times.last = now;
    times.count += count;
    return true;
  }

  /** How many more examples a batch takes. */
  boolean hasRoomForExample() {
    return examples.size() < MOST_EXAMPLES;
  }

  void example(ExampleRow example) {
    examples.add(example);
  }

  /** The most examples in one batch: each has two bodies. */
  private static final int MOST_EXAMPLES = 500;

  /** Everything since the last time, with these rows; the book is empty then. */
  EvidenceBatch drain(List<CandidacyRow> candidacies) {
    var batch =
        new EvidenceBatch(
            candidacies,
            counts.entrySet().stream().map(one -> row(one.getKey(), one.getValue())).toList(),
            latencies.entrySet().stream().map(one -> row(one.getKey(), one.getValue())).toList(),
            omissions.entrySet().stream().map(one -> row(one.getKey(), one.getValue())).toList(),
            differences.entrySet().stream().map(one -> row(one.getKey(), one.getValue())).toList(),
            examples);
    counts.clear();
    latencies.clear();
    omissions.clear();
    differences.clear();
    examples.clear();
    return batch;
  }

  private static CountRow row(Count key, long count) {
    return new CountRow(
        key.candidacy,
        key.bucket,
        key.at.method,
        key.at.template,
        key.status,
        key.what,
        key.pattern,
        count);
  }

  private static LatencyRow row(Took key, long count) {
    return new LatencyRow(
        key.candidacy,
        key.bucket,
        key.at.method,
        key.at.template,
        key.side.word(),
        key.step,
        count);
  }

  private static LeftOutRow row(Omission key, long count) {
    return new LeftOutRow(key.candidacy, key.bucket, key.reason, count);
  }

  private static DifferenceRow row(Found key, Times times) {
    Entry entry = key.entry;
    return new DifferenceRow(
        entry.id,
        key.candidacy,
        key.subject,
        entry.endpoint.method,
        entry.endpoint.template,
        entry.path,
        entry.kind,
        key.how,
        key.bucket,
        times.first,
        times.last,
        times.count);
  }
}
