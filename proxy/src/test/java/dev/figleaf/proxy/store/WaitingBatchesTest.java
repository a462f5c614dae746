package dev.figleaf.proxy.store;

import static dev.figleaf.proxy.store.Rows.CANDIDACY;
import static dev.figleaf.proxy.store.Rows.NOW;
import static dev.figleaf.proxy.store.Rows.candidacies;
import static dev.figleaf.proxy.store.Rows.count;
import static dev.figleaf.proxy.store.Rows.counts;
import static dev.figleaf.proxy.store.Rows.examples;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WaitingBatchesTest {
  private final WaitingBatches waiting = new WaitingBatches();

  private static EvidenceBatch one(int number) {
    return counts(count(NOW, "/" + number, 1));
  }

  private EvidenceBatch next() {
    EvidenceBatch next = Objects.requireNonNull(waiting.take()).batch();
    waiting.done();
    return next;
  }

  @Test
  void batchesComeInTheirOrder() {
    assertThat(waiting.add(one(1)) + waiting.add(one(2))).isZero();

    assertThat(waiting.rows()).isEqualTo(2);
    assertThat(waiting.isDone(1)).isFalse();
    assertThat(next()).isEqualTo(counts(count(NOW, "/1", 1), count(NOW, "/2", 1)));
    assertThat(waiting.isDone(2)).isTrue();
    assertThat(waiting.isEmpty()).isTrue();
    assertThat(waiting.rows()).isZero();
  }

  @Test
  void theOldestBatchGoesWhenThereAreTooMany() {
    for (int i = 0; i < WaitingBatches.MOST_BATCHES; i++) {
      assertThat(waiting.add(one(i))).isZero();
    }

    assertThat(waiting.add(one(-1))).isEqualTo(1);

    assertThat(waiting.rows()).isEqualTo(WaitingBatches.MOST_BATCHES);
    assertThat(next().counts().getFirst()).isEqualTo(count(NOW, "/1", 1));
  }

  @Test
  void whatIsBeingWrittenDoesNotGo() {
    waiting.add(one(0));
    assertThat(waiting.take()).isNotNull();
    for (int i = 1; i < WaitingBatches.MOST_BATCHES; i++) {
      waiting.add(one(i));
    }

    assertThat(waiting.add(one(-1))).isEqualTo(1);

    waiting.done();
    assertThat(next().counts().getFirst()).isEqualTo(count(NOW, "/2", 1));
  }

  @Test
  void noMoreIsBeingWrittenThanLeavesOneToGo() {
    for (int i = 0; i < WaitingBatches.MOST_BATCHES; i++) {
      waiting.add(one(i));
    }
    assertThat(waiting.take()).isNotNull();

    assertThat(waiting.add(one(-1))).isEqualTo(1);

    assertThat(waiting.rows()).isEqualTo(WaitingBatches.MOST_BATCHES);
  }

  @Test
  void whatIsTriedAgainMayGo() {
    waiting.add(one(0));
    assertThat(waiting.take()).isNotNull();
    waiting.again();
    for (int i = 1; i <= WaitingBatches.MOST_BATCHES; i++) {
      waiting.add(one(i));
    }

    assertThat(next().counts().getFirst()).isEqualTo(count(NOW, "/1", 1));
  }

  @Test
  void theSameAreTriedAgainThoughMoreWait() {
    waiting.add(one(1));
    waiting.add(one(2));
    var first = Objects.requireNonNull(waiting.take());
    waiting.again();
    waiting.add(one(3));

    assertThat(waiting.take()).isEqualTo(first);
    assertThat(first.number()).isEqualTo(2);
    waiting.done();
    assertThat(next()).isEqualTo(one(3));
  }

  @Test
  void aCommitHasNotMoreRowsThanItMay() {
    var most =
        counts(
            Collections.nCopies(WaitingBatches.ROWS_OF_A_COMMIT, count(NOW, "/a", 1))
                .toArray(CountRow[]::new));
    waiting.add(most);
    waiting.add(one(1));

    assertThat(next()).isEqualTo(most);
    assertThat(next()).isEqualTo(one(1));
  }

  @Test
  void theOldestGoesWhenThereAreTooManyRows() {
    var half =
        counts(
            Collections.nCopies(WaitingBatches.MOST_ROWS / 2, count(NOW, "/a", 1))
                .toArray(CountRow[]::new));
    waiting.add(half);
    assertThat(waiting.add(half)).isZero();

    assertThat(waiting.add(one(1))).isEqualTo(WaitingBatches.MOST_ROWS / 2);
  }

  @Test
  void theOldestGoesWhenExamplesAreTooLong() {
    int half = (int) WaitingBatches.MOST_CHARACTERS / 2;
    var large = new ExampleRow("e", "d", "c", NOW, "x".repeat(half));
    waiting.add(examples(large));
    assertThat(waiting.add(examples(large))).isZero();

    assertThat(waiting.add(examples(large))).isEqualTo(1);
  }

  @Test
  void candidaciesAreRememberedThoughTheirBatchIsGone() {
    waiting.add(candidacies(CANDIDACY));
    waiting.take();
    waiting.done();

    EvidenceBatch batch = waiting.withCandidacies(one(1));

    assertThat(batch.candidacies()).containsExactly(CANDIDACY);
    assertThat(batch.counts()).isEqualTo(one(1).counts());
  }
}
