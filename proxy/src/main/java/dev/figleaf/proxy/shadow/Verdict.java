package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.Percentage;
import java.util.List;

/**
 * Whether the candidate may take over. READY stands on evidence: the chance that a candidate over
 * any one of its budgets is ever called READY is at most one minus the confidence, however often
 * somebody looks.
 *
 * @param missing what is wanting before anything can be said
 */
public record Verdict(Standing standing, List<Criterion> criteria, List<String> missing) {
  /** Where a candidate stands. */
  public enum Standing {
    READY,
    NOT_READY,
    INSUFFICIENT
  }

  public Verdict {
    criteria = List.copyOf(criteria);
    missing = List.copyOf(missing);
  }

  /**
   * One budget and what is known about it. The bounds hold at all times together.
   *
   * @param upper the rate is not over this
   * @param lower the rate is not under this
   */
  public record Criterion(
      String name, Standing standing, Rate seen, double lower, double upper, double budget) {

    static Criterion of(String name, Rate seen, Percentage budget, double confidence) {
      return new Criterion(
          name,
          standing(seen, budget.fraction(), confidence),
          seen,
          seen.lower(confidence),
          seen.upper(confidence),
          budget.fraction());
    }

    private static Standing standing(Rate seen, double budget, double confidence) {
      if (seen.isBelow(budget, confidence)) {
        return Standing.READY;
      }
      return seen.isAbove(budget, confidence) ? Standing.NOT_READY : Standing.INSUFFICIENT;
    }
  }

  // Every budget must be shown to hold, so no correction for their number is needed: a candidate
  // over one of them is READY only where that one bound is wrong.
  static Verdict of(List<Criterion> criteria, List<String> missing) {
    if (criteria.stream().anyMatch(one -> one.standing() == Standing.NOT_READY)) {
      return new Verdict(Standing.NOT_READY, criteria, missing);
    }
    boolean ready =
        missing.isEmpty() && criteria.stream().allMatch(one -> one.standing() == Standing.READY);
    return new Verdict(ready ? Standing.READY : Standing.INSUFFICIENT, criteria, missing);
  }
}
