package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.Report.Accepted;
import dev.figleaf.proxy.shadow.Report.Endpoint;
import dev.figleaf.proxy.shadow.Report.LeftOut;
import dev.figleaf.proxy.shadow.Report.Point;
import dev.figleaf.proxy.shadow.Report.Times;
import dev.figleaf.proxy.shadow.Report.Total;
import dev.figleaf.proxy.store.AcceptanceRow;
import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.proxy.store.CountRow;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceLog;
import dev.figleaf.proxy.store.LatencyRow;
import dev.figleaf.rules.LatencyBudget;
import dev.figleaf.rules.ReadySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes one report: reads the rows of one candidacy and adds them up. Blocks. */
final class ReportMaker {
  /** The most endpoints that one report names. */
  static final int MOST_ENDPOINTS = 500;

  /** The most points of a series. */
  static final int MOST_POINTS = 60;

  private record Key(String method, String template) {}

  private final EvidenceLog log;
  private final CandidacyRow candidacy;
  private final Instant since;
  private final Instant now;
  private final ReadySpec ready;
  private final List<AcceptanceRow> words;
  private final Set<String> accepted;

  /**
   * @param wanted when the window begins; null for all of the candidacy
   */
  ReportMaker(EvidenceLog log, CandidacyRow candidacy, @Nullable Instant wanted, Instant now) {
    this.log = log;
    this.candidacy = candidacy;
    this.since = wanted == null || wanted.isBefore(candidacy.began()) ? candidacy.began() : wanted;
    this.now = now;
    this.ready = ReadyJson.read(candidacy.ready());
    this.words = log.acceptances(candidacy.subject());
    this.accepted =
        words.stream()
            .filter(row -> row.until().isAfter(now))
            .map(AcceptanceRow::difference)
            .collect(Collectors.toSet());
  }

  Report make() {
    // The bucket in which it began counts whole: nothing in it is of another candidacy.
    boolean whole = since.equals(candidacy.began());
    List<CountRow> counts = log.counts(candidacy.id(), Instant.EPOCH);
    List<LatencyRow> latencies = log.latencies(candidacy.id(), Instant.EPOCH);
    List<CountRow> lately = whole ? counts : log.counts(candidacy.id(), since);
    List<LatencyRow> latelyTook =
        whole
            ? latencies
            : latencies.stream().filter(row -> !row.bucket().isBefore(since)).toList();
    List<DifferenceRow> differences =
        log.differences(candidacy.id(), whole ? Instant.EPOCH : since);
    var coverage = Coverage.of(counts);
    List<Endpoint> endpoints = endpoints(counts, latencies, lately, latelyTook);
    return new Report(
        candidacy,
        ready,
        since,
        now,
        evidence(counts, latencies).judge(ready, coverage.share()),
        total(evidence(lately, latelyTook)),
        endpoints,
        new Ranking(log, endpoints, accepted, ready).of(differences),
        series(latelyTook),
        coverage.share(),
        coverage.live().size(),
        coverage.neverCompared(),
        leftOut(whole),
        acceptances(differences));
  }

  private Evidence evidence(Collection<CountRow> counts, Collection<LatencyRow> latencies) {
    return Evidence.of(counts, latencies, accepted::contains);
  }

  private Total total(Evidence evidence) {
    LatencyBudget budget = ready.latency();
    var control = Times.of(evidence.control());
    LatencyHistogram candidate = evidence.candidate();
    return new Total(
        evidence.findings(),
        evidence.failed(),
        control,
        Times.of(candidate),
        budget == null ? null : evidence.slow(budget),
        new Rate(candidate.total(), candidate.slowerThan(Ranking.muchSlowerThan(control.p95()))));
  }

  private List<Endpoint> endpoints(
      List<CountRow> counts,
      List<LatencyRow> latencies,
      List<CountRow> lately,
      List<LatencyRow> latelyTook) {
    Map<Key, List<CountRow>> all = byEndpoint(counts, ReportMaker::key);
    Map<Key, List<LatencyRow>> took = byEndpoint(latencies, ReportMaker::key);
    Map<Key, List<CountRow>> some = byEndpoint(lately, ReportMaker::key);
    Map<Key, List<LatencyRow>> someTook = byEndpoint(latelyTook, ReportMaker::key);
    return all.entrySet().stream()
        .map(one -> endpoint(one.getKey(), one.getValue(), took, some, someTook))
        .sorted(
            Comparator.comparing(
                    (Endpoint one) -> one.verdict().standing() != Verdict.Standing.NOT_READY)
                .thenComparing(one -> -one.total().compared())
                .thenComparing(Endpoint::name))
        .limit(MOST_ENDPOINTS)
        .toList();
  }

  private Endpoint endpoint(
      Key key,
      List<CountRow> counts,
      Map<Key, List<LatencyRow>> took,
      Map<Key, List<CountRow>> lately,
      Map<Key, List<LatencyRow>> latelyTook) {
    Evidence all = evidence(counts, took.getOrDefault(key, List.of()));
    Evidence some =
        evidence(lately.getOrDefault(key, List.of()), latelyTook.getOrDefault(key, List.of()));
    return new Endpoint(key.method(), key.template(), all.judge(ready, 1), total(some));
  }

  private static <T> Map<Key, List<T>> byEndpoint(List<T> rows, Function<T, Key> key) {
    return rows.stream().collect(Collectors.groupingBy(key));
  }

  private static Key key(CountRow row) {
    return new Key(row.method(), row.template());
  }

  private static Key key(LatencyRow row) {
    return new Key(row.method(), row.template());
  }

  private List<Point> series(List<LatencyRow> rows) {
    long span = Math.max(1, Duration.between(since, now).toMillis());
    // Whole minutes, so that a bucket belongs to one point.
    long step = Math.max(60_000, Math.ceilDiv(Math.ceilDiv(span, MOST_POINTS), 60_000) * 60_000);
    var spans =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> Math.floorDiv(row.bucket().toEpochMilli(), step),
                    TreeMap::new,
                    Collectors.toList()));
    return spans.entrySet().stream()
        .map(
            one -> {
              Evidence evidence = evidence(List.of(), one.getValue());
              return new Point(
                  Instant.ofEpochMilli(one.getKey() * step),
                  Times.of(evidence.control()),
                  Times.of(evidence.candidate()));
            })
        .toList();
  }

  private List<LeftOut> leftOut(boolean whole) {
    return log.leftOut(candidacy.id(), whole ? Instant.EPOCH : since).stream()
        .map(row -> new LeftOut(row.reason(), row.count()))
        .sorted(
            Comparator.comparingLong((LeftOut one) -> -one.count()).thenComparing(LeftOut::reason))
        .toList();
  }

  private List<Accepted> acceptances(List<DifferenceRow> differences) {
    return words.stream()
        .map(
            row -> {
              List<DifferenceRow> same =
                  differences.stream().filter(one -> one.id().equals(row.difference())).toList();
              return new Accepted(
                  row,
                  same.isEmpty() ? row.difference() : Sentences.what(same.getFirst()),
                  same.stream().mapToLong(DifferenceRow::count).sum(),
                  !row.until().isAfter(now));
            })
        .toList();
  }
}
