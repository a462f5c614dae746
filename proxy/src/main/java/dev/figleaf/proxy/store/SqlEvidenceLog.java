package dev.figleaf.proxy.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The evidence in SQLite or PostgreSQL, by the same SQL.
 *
 * <p>The database is opened, and its tables are made, when it is first used. Every method may be
 * called on any thread that may block, and throws {@link StoreUnavailable} where the database is
 * not to be had; the next call tries again.
 */
public final class SqlEvidenceLog implements EvidenceLog, AutoCloseable {
  private final Database database;
  private final Retention retention;
  private final InstantSource clock;

  /** Opens nothing yet. */
  public SqlEvidenceLog(StoreSettings settings, InstantSource clock) {
    this.database = new Database(settings);
    this.retention = new Retention(database, clock);
    this.clock = clock;
  }

  @Override
  public void write(EvidenceBatch batch) {
    database.change(
        handle -> {
          EvidenceRows.write(handle, batch);
          return true;
        });
  }

  /** The same, once for each number of a writer, and numbers only rise. */
  void write(EvidenceBatch batch, String writer, long number) {
    database.change(
        handle -> {
          boolean isNew = EvidenceRows.begin(handle, writer, number, clock.millis());
          if (isNew) {
            EvidenceRows.write(handle, batch);
          }
          return isNew;
        });
  }

  @Override
  public List<CandidacyRow> candidacies() {
    return database.read(EvidenceQueries::newestCandidacies);
  }

  @Override
  public Optional<CandidacyRow> candidacy(String subject) {
    return database.read(handle -> EvidenceQueries.newestCandidacy(handle, subject)).stream()
        .findFirst();
  }

  @Override
  public List<CountRow> counts(String candidacy, Instant since) {
    return database.read(handle -> EvidenceQueries.counts(handle, candidacy, since));
  }

  @Override
  public List<LatencyRow> latencies(String candidacy, Instant since) {
    return database.read(handle -> EvidenceQueries.latencies(handle, candidacy, since));
  }

  @Override
  public List<LeftOutRow> leftOut(String candidacy, Instant since) {
    return database.read(handle -> EvidenceQueries.leftOut(handle, candidacy, since));
  }

  @Override
  public List<DifferenceRow> differences(String candidacy, Instant since) {
    return database.read(handle -> EvidenceQueries.differences(handle, candidacy, since));
  }

  @Override
  public List<DifferenceRow> difference(String id) {
    return database.read(handle -> EvidenceQueries.difference(handle, id));
  }

  @Override
  public List<ExampleRow> examples(String difference) {
    return database.read(handle -> EvidenceQueries.examples(handle, difference));
  }

  @Override
  public List<AcceptanceRow> acceptances(String subject) {
    return database.read(handle -> Acceptances.of(handle, subject));
  }

  @Override
  public void accept(AcceptanceRow acceptance) {
    database.changeWithPatience(
        handle -> {
          Acceptances.accept(handle, acceptance);
          return true;
        });
  }

  @Override
  public boolean revoke(String difference) {
    return database.changeWithPatience(
        handle -> Acceptances.end(handle, difference, clock.millis()));
  }

  /**
   * Deletes some of what is too old, or too much.
   *
   * @return whether more of it is left
   */
  boolean sweep() {
    return retention.sweep();
  }

  /** The history of the rules in the same database, which works until this is closed. */
  public RuleHistory history() {
    return new SqlRuleHistory(database, clock);
  }

  /** The inventory in the same database, which works until this is closed. */
  public InventoryLog inventory() {
    return new SqlInventoryLog(database, clock);
  }

  /** Closes its connections; nothing works afterwards. */
  @Override
  public void close() {
    database.close();
  }
}
