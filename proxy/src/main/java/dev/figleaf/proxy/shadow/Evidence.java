package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.LatencyBudget;
import dev.figleaf.rules.ReadySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been seen of one seam, or of one endpoint of it, since its candidate last changed. Safe
 * to share; fixed in memory.
 */
public final class Evidence {
  private final Map<Finding, Long> findings = new EnumMap<>(Finding.class);
  private final @Nullable LatencyBudget budget;
  private final LatencyHistogram control = new LatencyHistogram();
  private final LatencyHistogram candidate = new LatencyHistogram();
  private Rate errors = Rate.NONE;
  private Rate slow = Rate.NONE;

  /**
   * @param budget by which answers are slow; null where latency is not judged
   */
  public Evidence(@Nullable LatencyBudget budget) {
    this.budget = budget;
  }

  /** How one kind of answer took its time. */
  public record Times(Duration p50, Duration p95, Duration p99) {}

  /** Takes a pair in of which both sides answered. */
  public synchronized void compared(Finding finding, Duration byControl, Duration byCandidate) {
    findings.merge(finding, 1L, Long::sum);
    errors = errors.with(false);
    control.record(byControl);
    candidate.record(byCandidate);
    if (budget != null) {
      slow = slow.with(byCandidate.compareTo(budget.within()) > 0);
    }
  }

  /** Takes a pair in of which only the candidate failed: no answer, or 5xx where none was due. */
  public synchronized void failed() {
    errors = errors.with(true);
    if (budget != null) {
      slow = slow.with(true);
    }
  }

  /** How often pairs that say something really differ. */
  public synchronized Rate mismatches() {
    long real = count(Finding.REAL);
    return new Rate(
        real + count(Finding.EQUAL) + count(Finding.ACCEPTED) + count(Finding.LAG), real);
  }

  public synchronized Rate errors() {
    return errors;
  }

  public synchronized long count(Finding finding) {
    return findings.getOrDefault(finding, 0L);
  }

  public synchronized Times controlTimes() {
    return times(control);
  }

  public synchronized Times candidateTimes() {
    return times(candidate);
  }

  private static Times times(LatencyHistogram histogram) {
    return new Times(
        histogram.percentile(0.5), histogram.percentile(0.95), histogram.percentile(0.99));
  }

  /**
   * Judges.
   *
   * @param covered the share of what is seen live that has been compared, from 0 to 1
   */
  public synchronized Verdict judge(ReadySpec ready, double covered) {
    double confidence = ready.confidence().fraction();
    var criteria = new ArrayList<Verdict.Criterion>();
    criteria.add(Verdict.Criterion.of("mismatches", mismatches(), ready.mismatches(), confidence));
    criteria.add(Verdict.Criterion.of("errors", errors, ready.errors(), confidence));
    if (budget != null) {
      criteria.add(Verdict.Criterion.of("latency", slow, budget.slower(), confidence));
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
