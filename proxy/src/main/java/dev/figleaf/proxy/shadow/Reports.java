package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.Verdict.Standing;
import dev.figleaf.proxy.store.AcceptanceRow;
import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes reports from the evidence that is kept, and keeps what operators say. Blocks. */
public final class Reports {
  /** The most characters of an operator's reason. */
  public static final int LONGEST_REASON = 500;

  private final EvidenceLog log;
  private final InstantSource clock;

  private Reports(EvidenceLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  public static Reports of(EvidenceLog log, InstantSource clock) {
    return new Reports(log, clock);
  }

  /**
   * The report about a subject; empty where nothing is known of it.
   *
   * @param since when its window begins; null for when the candidacy began
   */
  public Optional<Report> report(String subject, @Nullable Instant since) {
    return log.candidacy(subject).map(candidacy -> report(candidacy, since));
  }

  /** Whether anything was compared under this name. */
  public boolean knows(String subject) {
    return log.candidacy(subject).isPresent();
  }

  /** A report about each subject, by name. */
  public List<Report> all(@Nullable Instant since) {
    return log.candidacies().stream().map(candidacy -> report(candidacy, since)).toList();
  }

  /** What is said of all together: ready only where each is, and there is one. */
  public static Standing standing(List<Report> all) {
    List<Standing> each = all.stream().map(report -> report.verdict().standing()).toList();
    if (each.contains(Standing.NOT_READY)) {
      return Standing.NOT_READY;
    }
    return each.isEmpty() || each.contains(Standing.INSUFFICIENT)
        ? Standing.INSUFFICIENT
        : Standing.READY;
  }

  private Report report(CandidacyRow candidacy, @Nullable Instant since) {
    return new ReportMaker(log, candidacy, since, clock.instant()).make();
  }

  /** Everything that is known about one difference. */
  public Optional<DifferenceReport> difference(String id) {
    List<DifferenceRow> rows = log.difference(id);
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(DifferenceReport.of(rows, log, clock.instant()));
  }

  /** All differences of a subject, accepted or not; empty where nothing is known of it. */
  public Optional<List<DifferenceReport>> differences(String subject, @Nullable Instant since) {
    return log.candidacy(subject)
        .map(
            candidacy ->
                DifferenceReport.of(
                    log.differences(candidacy.id(), since == null ? Instant.EPOCH : since),
                    log.acceptances(subject),
                    clock.instant()));
  }

  /**
   * Keeps that a difference is meant.
   *
   * @return what is kept; empty where there is no such difference
   */
  public Optional<AcceptanceRow> accept(String id, String because, String by, Instant until) {
    if (log.difference(id).isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    String own = Ledger.hash(6, List.of("acceptance", id, now.toString()));
    var row = new AcceptanceRow(own, id, because, by, now, until);
    log.accept(row);
    return Optional.of(row);
  }

  /** Takes an operator's word back; says whether there was one. */
  public boolean revoke(String id) {
    return log.revoke(id);
  }
}
