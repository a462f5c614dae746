package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.Report.Cause;
import dev.figleaf.proxy.shadow.Report.Endpoint;
import dev.figleaf.proxy.shadow.Report.Found;
import dev.figleaf.proxy.shadow.Report.Total;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceLog;
import dev.figleaf.proxy.store.ExampleRow;
import dev.figleaf.rules.ReadySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What speaks against a candidate, what matters most first.
 *
 * <p>Differences come before failures, failures before slow endpoints, those before lag; among
 * those of one cause, what more of the endpoint's pairs show comes first, by tenths of a decade,
 * and of shares as near as that what was seen more often. One fault often shows at several
 * endpoints; so that it does not hide all others, only the first finding of a field and a kind
 * stands there, and its like come after everything that is something else.
 */
final class Ranking {
  /** The most findings of one report. */
  static final int MOST = 200;

  /** How many of them are shown with an example. */
  static final int WITH_EXAMPLE = 20;

  /** Answers of each side below which nothing is said about an endpoint's latency. */
  static final long FEWEST_ANSWERS = 50;

  /** The share of answers that take longer than the p95 of their own side. */
  private static final double BEYOND_P95 = 0.05;

  private static final int TIMES_AS_SLOW = 2;
  private static final Duration SLOWER_BY = Duration.ofMillis(10);

  private final EvidenceLog log;
  private final Map<String, Endpoint> endpoints;
  private final Set<String> accepted;
  private final ReadySpec ready;

  /**
   * @param accepted ids of differences that do not count now
   */
  Ranking(EvidenceLog log, List<Endpoint> endpoints, Set<String> accepted, ReadySpec ready) {
    this.log = log;
    this.endpoints =
        endpoints.stream().collect(Collectors.toMap(Endpoint::name, Function.identity()));
    this.accepted = Set.copyOf(accepted);
    this.ready = ready;
  }

  List<Found> of(List<DifferenceRow> rows) {
    List<Found> ranked =
        ranked(
            Stream.concat(
                    differences(rows),
                    endpoints.values().stream().flatMap(one -> slow(one).stream()))
                .toList());
    var shown = new ArrayList<Found>();
    for (Found one : ranked.subList(0, Math.min(MOST, ranked.size()))) {
      shown.add(shown.size() < WITH_EXAMPLE ? withExample(one) : one);
    }
    return shown;
  }

  private Stream<Found> differences(List<DifferenceRow> rows) {
    Set<String> real = new HashSet<>();
    rows.stream()
        .filter(row -> cause(row) == Cause.DIFFERENCE || cause(row) == Cause.FAILURE)
        .forEach(row -> real.add(row.id()));
    return rows.stream()
        .filter(row -> !accepted.contains(row.id()))
        .flatMap(
            row ->
                Optional.ofNullable(cause(row))
                    // What really differs at times is more than late.
                    .filter(cause -> cause != Cause.LAG || !real.contains(row.id()))
                    .map(cause -> found(row, cause))
                    .stream());
  }

  private static @Nullable Cause cause(DifferenceRow row) {
    if (row.kind().equals(Ledger.FAILED)) {
      return Cause.FAILURE;
    }
    return switch (Counted.of(row.finding())) {
      case Counted.Found(Finding finding) when finding == Finding.REAL -> Cause.DIFFERENCE;
      case Counted.Found(Finding finding) when finding == Finding.LAG -> Cause.LAG;
      case Counted.Failed _, Counted.ServerError _ -> Cause.FAILURE;
      case Counted.Found _, Counted.Live _, Counted.Unknown _ -> null;
    };
  }

  private Found found(DifferenceRow row, Cause cause) {
    var rate = rate(row, cause);
    return new Found(
        cause,
        row.id(),
        row.method(),
        row.template(),
        row.path(),
        row.kind(),
        rate,
        row.first(),
        row.last(),
        null,
        null,
        null,
        Sentences.of(row, cause, rate, null));
  }

  private Rate rate(DifferenceRow row, Cause cause) {
    Endpoint endpoint = endpoints.get(row.method() + " " + row.template());
    long pairs = 0;
    if (endpoint != null) {
      pairs = endpoint.total().compared();
      pairs += cause == Cause.FAILURE ? endpoint.total().failed() : 0;
    }
    return new Rate(Math.max(pairs, row.count()), row.count());
  }

  private Found withExample(Found found) {
    if (found.cause() == Cause.SLOW) {
      return found;
    }
    return log.examples(found.id()).stream()
        .map(ExampleRow::content)
        .flatMap(content -> ExampleJson.read(content).stream())
        .findFirst()
        .map(example -> withExample(found, example))
        .orElse(found);
  }

  private static Found withExample(Found found, ExampleJson.Example example) {
    Optional<ExampleJson.Place> place =
        example.differences().stream()
            .filter(one -> one.path().equals(found.path()) && one.kind().equals(found.kind()))
            .findFirst();
    return new Found(
        found.cause(),
        found.id(),
        found.method(),
        found.template(),
        found.path(),
        found.kind(),
        found.rate(),
        found.first(),
        found.last(),
        place.map(ExampleJson.Place::control).orElse(null),
        place.map(ExampleJson.Place::candidate).orElse(null),
        example,
        place.map(one -> Sentences.with(found, one)).orElse(found.sentence()));
  }

  /** What no more than one answer in twenty should take, where the control's p95 is this. */
  static Duration muchSlowerThan(Duration control) {
    Duration twice = control.multipliedBy(TIMES_AS_SLOW);
    Duration noticeably = control.plus(SLOWER_BY);
    return twice.compareTo(noticeably) > 0 ? twice : noticeably;
  }

  /** Shown to be twice as slow and noticeably so, or over the budget. */
  private Optional<Found> slow(Endpoint endpoint) {
    Total total = endpoint.total();
    if (Math.min(total.control().answers(), total.candidate().answers()) < FEWEST_ANSWERS) {
      return Optional.empty();
    }
    Duration control = total.control().p95();
    Duration candidate = total.candidate().p95();
    boolean much = total.muchSlower().isAbove(BEYOND_P95, ready.confidence().fraction());
    if (!much && !isOverBudget(endpoint)) {
      return Optional.empty();
    }
    return Optional.of(
        new Found(
            Cause.SLOW,
            "slow-" + Ledger.hash(4, List.of(endpoint.name())),
            endpoint.method(),
            endpoint.template(),
            "latency",
            "slow",
            Objects.requireNonNullElse(total.slower(), total.muchSlower()),
            null,
            null,
            Sentences.time(control),
            Sentences.time(candidate),
            null,
            Sentences.slow(endpoint, ready.latency(), much)));
  }

  private static boolean isOverBudget(Endpoint endpoint) {
    return endpoint.verdict().criteria().stream()
        .anyMatch(
            one -> one.name().equals("latency") && one.standing() == Verdict.Standing.NOT_READY);
  }

  private static List<Found> ranked(List<Found> all) {
    List<Found> sorted =
        all.stream()
            .sorted(
                Comparator.comparing(Found::cause)
                    .thenComparing(one -> -decades(one.rate().share()))
                    .thenComparing(one -> -one.rate().hits())
                    .thenComparing(Found::id))
            .toList();
    var firsts = new ArrayList<Found>();
    var likes = new ArrayList<Found>();
    var seen = new HashMap<String, Found>();
    for (Found one : sorted) {
      boolean first = seen.putIfAbsent(likeness(one), one) == null;
      (first ? firsts : likes).add(one);
    }
    firsts.addAll(likes);
    return firsts;
  }

  private static long decades(double share) {
    return share == 0 ? Long.MIN_VALUE / 2 : Math.round(10 * Math.log10(share));
  }

  private static String likeness(Found found) {
    return switch (found.cause()) {
      case DIFFERENCE, LAG ->
          found.cause() + " " + found.kind() + " " + Sentences.place(found.path());
      case FAILURE -> found.cause() + " " + found.path();
      case SLOW -> found.id();
    };
  }
}
