package dev.figleaf.proxy.store;

import java.util.List;

/** What was seen since the last batch: written together, or not at all. */
public record EvidenceBatch(
    List<CandidacyRow> candidacies,
    List<CountRow> counts,
    List<LatencyRow> latencies,
    List<LeftOutRow> leftOut,
    List<DifferenceRow> differences,
    List<ExampleRow> examples) {
  public EvidenceBatch {
    candidacies = List.copyOf(candidacies);
    counts = List.copyOf(counts);
    latencies = List.copyOf(latencies);
    leftOut = List.copyOf(leftOut);
    differences = List.copyOf(differences);
    examples = List.copyOf(examples);
  }

  public boolean isEmpty() {
    return candidacies.isEmpty() && rows() == 0;
  }

  /** How many rows there are, for counting what is lost. */
  public int rows() {
    return counts.size() + latencies.size() + leftOut.size() + differences.size() + examples.size();
  }
}
