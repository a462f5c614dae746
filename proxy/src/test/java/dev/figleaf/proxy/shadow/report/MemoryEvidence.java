package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.store.AcceptanceRow;
import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.proxy.store.CountRow;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceBatch;
import dev.figleaf.proxy.store.EvidenceLog;
import dev.figleaf.proxy.store.ExampleRow;
import dev.figleaf.proxy.store.LatencyRow;
import dev.figleaf.proxy.store.LeftOutRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An evidence log that ends with the test. */
final class MemoryEvidence implements EvidenceLog {
  private final List<EvidenceBatch> batches = new ArrayList<>();
  private final List<AcceptanceRow> acceptances = new ArrayList<>();

  static MemoryEvidence of(EvidenceBatch... batches) {
    var log = new MemoryEvidence();
    List.of(batches).forEach(log::write);
    return log;
  }

  @Override
  public void write(EvidenceBatch batch) {
    batches.add(batch);
  }

  @Override
  public List<CandidacyRow> candidacies() {
    Map<String, CandidacyRow> newest = new TreeMap<>();
    batches.stream()
        .flatMap(batch -> batch.candidacies().stream())
        .sorted(Comparator.comparing(CandidacyRow::began))
        .forEach(row -> newest.put(row.subject(), row));
    return List.copyOf(newest.values());
  }

  @Override
  public Optional<CandidacyRow> candidacy(String subject) {
    return candidacies().stream().filter(row -> row.subject().equals(subject)).findFirst();
  }

  @Override
  public List<CountRow> counts(String candidacy, Instant since) {
    return batches.stream()
        .flatMap(batch -> batch.counts().stream())
        .filter(row -> row.candidacy().equals(candidacy) && !row.bucket().isBefore(since))
        .toList();
  }

  @Override
  public List<LatencyRow> latencies(String candidacy, Instant since) {
    return batches.stream()
        .flatMap(batch -> batch.latencies().stream())
        .filter(row -> row.candidacy().equals(candidacy) && !row.bucket().isBefore(since))
        .toList();
  }

  @Override
  public List<LeftOutRow> leftOut(String candidacy, Instant since) {
    return batches.stream()
        .flatMap(batch -> batch.leftOut().stream())
        .filter(row -> row.candidacy().equals(candidacy) && !row.bucket().isBefore(since))
        .toList();
  }

  @Override
  public List<DifferenceRow> differences(String candidacy, Instant since) {
    return batches.stream()
        .flatMap(batch -> batch.differences().stream())
        .filter(row -> row.candidacy().equals(candidacy) && !row.bucket().isBefore(since))
        .toList();
  }

  @Override
  public List<DifferenceRow> difference(String id) {
    return batches.stream()
        .flatMap(batch -> batch.differences().stream())
        .filter(row -> row.id().equals(id))
        .toList();
  }

  @Override
  public List<ExampleRow> examples(String difference) {
    return batches.stream()
        .flatMap(batch -> batch.examples().stream())
        .filter(row -> row.difference().equals(difference))
        .toList();
  }

  @Override
  public List<AcceptanceRow> acceptances(String subject) {
    return acceptances.reversed().stream()
        .filter(
            row ->
                difference(row.difference()).stream()
                    .anyMatch(one -> one.subject().equals(subject)))
        .toList();
  }

  @Override
  public void accept(AcceptanceRow acceptance) {
    revoke(acceptance.difference());
    acceptances.add(acceptance);
  }

  @Override
  public boolean revoke(String difference) {
    return acceptances.removeIf(row -> row.difference().equals(difference));
  }
}
