package dev.figleaf.proxy.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The evidence that is kept. Blocks: never for event loops. What a method has returned from
 * survives the process. Every method throws {@link StoreUnavailable} where the store is not to be
 * had.
 *
 * <p>"Since then" means the buckets that begin then or later; of what is added up over buckets, the
 * bucket of a count is the first of them, and that of a difference the last.
 */
public interface EvidenceLog {

  /** Adds a batch, all of it or nothing. */
  void write(EvidenceBatch batch);

  /** The newest candidacy of each subject, by subject. */
  List<CandidacyRow> candidacies();

  /** The newest candidacy of a subject. */
  Optional<CandidacyRow> candidacy(String subject);

  /** Counts since then, added up over buckets. */
  List<CountRow> counts(String candidacy, Instant since);

  /** Latencies since then, bucket by bucket. */
  List<LatencyRow> latencies(String candidacy, Instant since);

  /** What was left out since then, added up over buckets. */
  List<LeftOutRow> leftOut(String candidacy, Instant since);

  /**
   * Differences since then, one row for each finding, added up over buckets, the most frequent
   * first. When each was seen first and last is over the whole candidacy.
   */
  List<DifferenceRow> differences(String candidacy, Instant since);

  /** A difference by its id, as it was last found; one row for each finding, over all time. */
  List<DifferenceRow> difference(String id);

  /** The examples of a difference, the newest first; 20 are kept. */
  List<ExampleRow> examples(String difference);

  /** What was accepted of a subject and has not been revoked, expired or not, the newest first. */
  List<AcceptanceRow> acceptances(String subject);

  /** Keeps an operator's word; an earlier one about the same difference ends. */
  void accept(AcceptanceRow acceptance);

  /**
   * Takes back what was accepted of a difference.
   *
   * @return whether there was anything
   */
  boolean revoke(String difference);
}
