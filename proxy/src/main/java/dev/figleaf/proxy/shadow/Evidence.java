package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.store.CountRow;
import dev.figleaf.proxy.store.LatencyRow;
import dev.figleaf.rules.LatencyBudget;
import dev.figleaf.rules.ReadySpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What has been seen of one subject, or of one endpoint of it, within one candidacy; what an
 * operator accepted is no mismatch and no error in it.
 *
 * @param findings pairs of which both sides answered, by what became of them
 * @param failed requests that the candidate gave no answer to
 * @param errors those, and the ones it answered with a server error where the control had none
 * @param control how long the control's answers took
 * @param candidate how long the candidate's answers took
 */
public record Evidence(
    Map<Finding, Long> findings,
    long failed,
    long errors,
    LatencyHistogram control,
    LatencyHistogram candidate) {

  public Evidence {
    findings = Map.copyOf(findings);
  }

  /**
   * Adds up what was kept.
   *
   * @param counts of whatever is judged together: of the subject, or of one endpoint
   * @param isAccepted whether an operator has accepted the difference of this id
   */
  public static Evidence of(
      Collection<CountRow> counts, Collection<LatencyRow> latencies, Predicate<String> isAccepted) {
    var findings = new EnumMap<Finding, Long>(Finding.class);
    long failed = 0;
    long errors = 0;
    for (CountRow row : counts) {
      boolean accepted = Ledger.isWithin(row.pattern(), isAccepted);
      switch (Counted.of(row.what())) {
        case Counted.Found(Finding finding) ->
            findings.merge(
                finding == Finding.REAL && accepted ? Finding.ACCEPTED : finding,
                row.count(),
                Long::sum);
        case Counted.Failed _ -> {
          failed += accepted ? 0 : row.count();
          errors += accepted ? 0 : row.count();
        }
        case Counted.ServerError _ -> errors += accepted ? 0 : row.count();
        case Counted.Live _, Counted.Unknown _ -> {}
      }
    }
    return new Evidence(
        findings,
        failed,
        errors,
        histogram(latencies, Role.CONTROL),
        histogram(latencies, Role.CANDIDATE));
  }

  private static LatencyHistogram histogram(Collection<LatencyRow> rows, Role side) {
    var histogram = new LatencyHistogram();
    rows.stream()
        .filter(row -> row.side().equals(side.word()))
        .forEach(row -> histogram.add(row.step(), row.count()));
    return histogram;
  }

  public long count(Finding finding) {
    return findings.getOrDefault(finding, 0L);
  }

  /** How often pairs that say something really differ. */
  public Rate mismatches() {
    long real = count(Finding.REAL);
    return new Rate(
        real + count(Finding.EQUAL) + count(Finding.ACCEPTED) + count(Finding.LAG), real);
  }

  /** How often only the candidate failed what it was sent. */
  public Rate failures() {
    long sent = failed + findings.values().stream().mapToLong(Long::longValue).sum();
    return new Rate(sent, Math.min(errors, sent));
  }

  /** How often the candidate took longer, or gave no answer at all. */
  public Rate slow(LatencyBudget budget) {
    return new Rate(candidate.total() + failed, candidate.slowerThan(budget.within()) + failed);
  }

  /**
   * Judges.
   *
   * @param covered the share of what is seen live that has been compared, from 0 to 1
   */
  public Verdict judge(ReadySpec ready, double covered) {
    double confidence = ready.confidence().fraction();
    var criteria = new ArrayList<Verdict.Criterion>();
    criteria.add(Verdict.Criterion.of("mismatches", mismatches(), ready.mismatches(), confidence));
    criteria.add(Verdict.Criterion.of("errors", failures(), ready.errors(), confidence));
    LatencyBudget budget = ready.latency();
    if (budget != null) {
      criteria.add(Verdict.Criterion.of("latency", slow(budget), budget.slower(), confidence));
    }
    return Verdict.of(criteria, missing(ready, covered));
  }

  private List<String> missing(ReadySpec ready, double covered) {
    var missing = new ArrayList<String>();
    long samples = mismatches().trials();
    if (samples < ready.samples()) {
      missing.add("samples: " + samples + " of " + ready.samples());
    }
    if (covered < ready.coverage().fraction()) {
      missing.add("coverage: " + Math.floor(covered * 1_000) / 10 + "% of " + ready.coverage());
    }
    return missing;
  }
}
