package dev.figleaf.proxy.cli.demo;

import dev.figleaf.proxy.shadow.Report.Found;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report found of what was planted.
 *
 * @param ranks where the report names each thing that was planted, from 1; 0 where it does not
 * @param reported how many findings the report has
 * @param unplanted those that name nothing that was planted
 */
public record Score(Map<Planted, Integer> ranks, int reported, List<Found> unplanted) {
  /** A report must name what was planted among so many findings. */
  public static final int TOP = 5;

  public Score {
    ranks = Map.copyOf(ranks);
    unplanted = List.copyOf(unplanted);
  }

  /**
   * Compares.
   *
   * @param findings what matters most first
   */
  public static Score of(Collection<Planted> planted, List<Found> findings) {
    var ranks = new EnumMap<Planted, Integer>(Planted.class);
    planted.forEach(one -> ranks.put(one, rank(one, findings)));
    return new Score(
        ranks,
        findings.size(),
        findings.stream()
            .filter(one -> planted.stream().noneMatch(p -> p.isNamedBy(one)))
            .toList());
  }

  private static int rank(Planted planted, List<Found> findings) {
    for (int i = 0; i < findings.size(); i++) {
      if (planted.isNamedBy(findings.get(i))) {
        return i + 1;
      }
    }
    return 0;
  }

  /** What a finding of this rank names; empty for what was not planted. */
  public Optional<Planted> named(int rank) {
    return ranks.entrySet().stream()
        .filter(one -> one.getValue() == rank)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** How many of what was planted stand at the top. */
  public long found() {
    return ranks.values().stream().filter(rank -> rank >= 1 && rank <= TOP).count();
  }

  /** Whether all that was planted stands at the top, and nothing else is reported. */
  public boolean isPerfect() {
    return found() == ranks.size() && unplanted.isEmpty();
  }

  /** The share of what is reported that was planted. */
  public double precision() {
    return reported == 0 ? 1 : (double) (reported - unplanted.size()) / reported;
  }

  /** Both together, as if they were one report. */
  public double precision(Score other) {
    int all = reported + other.reported;
    return all == 0 ? 1 : (double) (all - unplanted.size() - other.unplanted.size()) / all;
  }

  /** The share of what was planted that stands at the top. */
  public double recall() {
    return ranks.isEmpty() ? 1 : (double) found() / ranks.size();
  }
}
