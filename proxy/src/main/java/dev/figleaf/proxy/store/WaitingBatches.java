package dev.figleaf.proxy.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Batches in the order in which they came, bounded in number, rows and length of examples: when
 * there is no room, the oldest goes. Not safe to share.
 */
final class WaitingBatches {
  static final int MOST_BATCHES = 600;
  static final int MOST_ROWS = 50_000;
  static final long MOST_CHARACTERS = 8 << 20;
  static final int ROWS_OF_A_COMMIT = 2_000;

  /** A batch with its place in the order. */
  record Numbered(long number, EvidenceBatch batch) {
    int rows() {
      return batch.rows();
    }

    long characters() {
      return batch.examples().stream().mapToLong(example -> example.content().length()).sum();
    }
  }

  private final ArrayDeque<Numbered> batches = new ArrayDeque<>();

  /** The last candidacy of each subject: whatever is lost, what follows belongs to one of these. */
  private final Map<String, CandidacyRow> candidacies = new LinkedHashMap<>();

  private long offered;
  private long rows;
  private long characters;
  private int taken;
  private long lastTaken;

  /**
   * Adds a batch.
   *
   * @return how many rows had to go for it
   */
  long add(EvidenceBatch batch) {
    batch.candidacies().forEach(row -> candidacies.put(row.subject(), row));
    var last = new Numbered(++offered, batch);
    batches.add(last);
    count(last, 1);
    long gone = 0;
    while (isTooMuch() && batches.size() > taken + 1) {
      gone += dropOldest();
    }
    return gone;
  }

  private boolean isTooMuch() {
    return batches.size() > MOST_BATCHES || rows > MOST_ROWS || characters > MOST_CHARACTERS;
  }

  /** What is being written stays: nobody knows yet whether it is kept. */
  private int dropOldest() {
    Iterator<Numbered> oldest = batches.iterator();
    Numbered one = oldest.next();
    for (int i = 0; i < taken; i++) {
      one = oldest.next();
    }
    oldest.remove();
    count(one, -1);
    return one.rows();
  }

  private void count(Numbered one, int sign) {
    rows += (long) sign * one.rows();
    characters += sign * one.characters();
  }

  /**
   * The first ones as one, with the number of the last of them: a commit for each would take long
   * when many wait. They stay here until {@link #done}, and are not dropped until {@link #again};
   * then the same are taken again, because a commit that was not heard of may have been theirs.
   */
  @Nullable Numbered take() {
    @Nullable Numbered first = batches.peek();
    if (first == null) {
      return null;
    }
    if (lastTaken < first.number) {
      lastTaken = lastOfOneCommit();
    }
    taken = (int) batches.stream().takeWhile(one -> one.number <= lastTaken).count();
    List<EvidenceBatch> all = batches.stream().limit(taken).map(Numbered::batch).toList();
    return new Numbered(lastTaken, all.size() == 1 ? first.batch : joined(all));
  }

  /** One less than may wait, so that there is always one to go for what comes meanwhile. */
  private long lastOfOneCommit() {
    long sum = 0;
    long last = 0;
    int number = 0;
    for (Numbered one : batches) {
      sum += one.rows();
      if (last != 0 && (sum > ROWS_OF_A_COMMIT || ++number >= MOST_BATCHES - 1)) {
        break;
      }
      last = one.number;
    }
    return last;
  }

  private static EvidenceBatch joined(List<EvidenceBatch> all) {
    return new EvidenceBatch(
        all.stream().flatMap(one -> one.candidacies().stream()).toList(),
        all.stream().flatMap(one -> one.counts().stream()).toList(),
        all.stream().flatMap(one -> one.latencies().stream()).toList(),
        all.stream().flatMap(one -> one.leftOut().stream()).toList(),
        all.stream().flatMap(one -> one.differences().stream()).toList(),
        all.stream().flatMap(one -> one.examples().stream()).toList());
  }

  /** What was taken is to be tried again. */
  void again() {
    taken = 0;
  }

  /**
   * What was taken was refused: the first of it is taken next, by itself.
   *
   * @return false where it was by itself already
   */
  boolean alone() {
    Numbered first = batches.element();
    if (first.number == lastTaken) {
      return false;
    }
    lastTaken = first.number;
    taken = 0;
    return true;
  }

  /** What was taken needs to be tried no more. */
  void done() {
    for (; taken > 0; taken--) {
      count(batches.remove(), -1);
    }
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  long rows() {
    return rows;
  }

  /** How many were ever added. */
  long offered() {
    return offered;
  }

  /** Whether nothing waits of the first so many. */
  boolean isDone(long number) {
    @Nullable Numbered first = batches.peek();
    return first == null || first.number > number;
  }

  /** The batch with all candidacies that are known, for a database that may have missed some. */
  EvidenceBatch withCandidacies(EvidenceBatch batch) {
    var all = new LinkedHashMap<String, CandidacyRow>();
    List<CandidacyRow> known = new ArrayList<>(candidacies.values());
    known.addAll(batch.candidacies());
    known.forEach(row -> all.put(row.id(), row));
    return new EvidenceBatch(
        List.copyOf(all.values()),
        batch.counts(),
        batch.latencies(),
        batch.leftOut(),
        batch.differences(),
        batch.examples());
  }
}
