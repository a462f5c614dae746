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
  private boolean taken;

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
    while (isTooMuch() && batches.size() > (taken ? 2 : 1)) {
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
    if (taken) {
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

  /** The first, which stays here until {@link #done} and is not dropped until {@link #again}. */
  @Nullable Numbered take() {
    taken = !batches.isEmpty();
    return batches.peek();
  }

  /** What was taken is to be tried again. */
  void again() {
    taken = false;
  }

  /** What was taken needs to be tried no more. */
  void done() {
    taken = false;
    count(batches.remove(), -1);
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
