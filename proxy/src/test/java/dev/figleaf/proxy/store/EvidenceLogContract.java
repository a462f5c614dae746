package dev.figleaf.proxy.store;

import static dev.figleaf.proxy.store.Rows.CANDIDACY;
import static dev.figleaf.proxy.store.Rows.NOW;
import static dev.figleaf.proxy.store.Rows.acceptance;
import static dev.figleaf.proxy.store.Rows.candidacies;
import static dev.figleaf.proxy.store.Rows.count;
import static dev.figleaf.proxy.store.Rows.counts;
import static dev.figleaf.proxy.store.Rows.difference;
import static dev.figleaf.proxy.store.Rows.differences;
import static dev.figleaf.proxy.store.Rows.everything;
import static dev.figleaf.proxy.store.Rows.example;
import static dev.figleaf.proxy.store.Rows.examples;
import static dev.figleaf.proxy.store.Rows.latency;
import static dev.figleaf.proxy.store.Rows.minutesAgo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.figleaf.rules.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds on both databases. */
abstract class EvidenceLogContract {
  private SqlEvidenceLog log;

  /** A database without tables, the same for the whole of a test. */
  abstract StoreSettings settings();

  @BeforeEach
  void open() {
    log = log(settings(), NOW);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private static SqlEvidenceLog log(StoreSettings settings, Instant now) {
    return new SqlEvidenceLog(settings, InstantSource.fixed(now));
  }

  private SqlEvidenceLog again(StoreSettings settings, Instant now) {
    log.close();
    log = log(settings, now);
    return log;
  }

  @Test
  void countsOfOneKeyAddUpWithinABatchAndOverBatches() {
    log.write(counts(count(NOW, "/a", 2), count(NOW, "/b", 1), count(NOW, "/a", 3)));
    log.write(counts(count(NOW, "/a", 5)));

    assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, "/a", 10), count(NOW, "/b", 1));
  }

  @Test
  void countsSinceThenAreAddedUpOverBuckets() {
    log.write(counts(count(minutesAgo(3), "/a", 1), count(minutesAgo(2), "/a", 10)));
    log.write(counts(count(minutesAgo(1), "/a", 100)));

    assertThat(log.counts("c1", minutesAgo(2))).containsExactly(count(minutesAgo(2), "/a", 110));
    assertThat(log.counts("c1", Instant.MIN)).containsExactly(count(minutesAgo(3), "/a", 111));
    assertThat(log.counts("c1", Instant.MAX)).isEmpty();
    assertThat(log.counts("other", Instant.EPOCH)).isEmpty();
  }

  @Test
  void latenciesAreReadBucketByBucket() {
    var rows = List.of(latency(minutesAgo(2), 4, 1), latency(minutesAgo(1), 4, 2));
    var batch = new EvidenceBatch(List.of(), List.of(), rows, List.of(), List.of(), List.of());
    log.write(batch);
    log.write(batch);

    assertThat(log.latencies("c1", Instant.EPOCH))
        .containsExactly(latency(minutesAgo(2), 4, 2), latency(minutesAgo(1), 4, 4));
    assertThat(log.latencies("c1", minutesAgo(1))).containsExactly(latency(minutesAgo(1), 4, 4));
  }

  @Test
  void whatWasLeftOutIsAddedUpByReason() {
    log.write(everything(minutesAgo(1)));
    log.write(everything(NOW));

    assertThat(log.leftOut("c1", Instant.EPOCH))
        .containsExactly(new LeftOutRow("c1", minutesAgo(1), "budget", 6));
    assertThat(log.leftOut("c1", NOW)).containsExactly(new LeftOutRow("c1", NOW, "budget", 3));
  }

  @Test
  void aDifferenceKeepsWhenItWasFirstSeenAndCountsByFinding() {
    log.write(differences(difference("d1", "real", minutesAgo(9), 1)));
    log.write(
        differences(difference("d1", "real", NOW, 4), difference("d1", "lag", minutesAgo(1), 2)));

    var real =
        new DifferenceRow(
            "d1",
            "c1",
            "catalog",
            "GET",
            "/items/{id}",
            "body:$.price",
            "value",
            "real",
            NOW,
            minutesAgo(9).plusMillis(5),
            NOW.plusMillis(9),
            4);
    assertThat(log.differences("c1", minutesAgo(5)))
        .containsExactly(real, difference("d1", "lag", minutesAgo(1), 2));
    assertThat(log.differences("c1", Instant.EPOCH)).extracting(DifferenceRow::count).contains(5L);
  }

  @Test
  void anEarlierFindingThatComesLaterIsTheFirst() {
    log.write(differences(difference("d1", "real", NOW, 1)));
    log.write(differences(difference("d1", "real", minutesAgo(9), 1)));

    assertThat(log.differences("c1", Instant.EPOCH))
        .extracting(DifferenceRow::first, DifferenceRow::last)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(minutesAgo(9).plusMillis(5), NOW.plusMillis(9)));
  }

  @Test
  void aDifferenceIsFoundByItsIdOverAllCandidacies() {
    log.write(differences(difference("d1", "c0", "real", minutesAgo(9), 3)));
    log.write(
        differences(difference("d1", "c1", "real", NOW, 4), difference("d2", "real", NOW, 1)));

    assertThat(log.difference("d1"))
        .containsExactly(
            new DifferenceRow(
                "d1",
                "c1",
                "catalog",
                "GET",
                "/items/{id}",
                "body:$.price",
                "value",
                "real",
                NOW,
                minutesAgo(9).plusMillis(5),
                NOW.plusMillis(9),
                7));
    assertThat(log.difference("unknown")).isEmpty();
  }

  @Test
  void theNewestExamplesOfADifferenceAreKept() {
    log.write(
        examples(
            IntStream.range(0, 30)
                .mapToObj(i -> example("e" + i, "d1", minutesAgo(i)))
                .toArray(ExampleRow[]::new)));
    log.write(examples(example("new", "d1", NOW.plusSeconds(1)), example("x", "d2", NOW)));

    List<ExampleRow> kept = log.examples("d1");
    assertThat(kept).hasSize(20).extracting(ExampleRow::id).startsWith("new", "e0", "e1");
    assertThat(kept).extracting(ExampleRow::id).doesNotContain("e19", "x");
    assertThat(kept.getFirst()).isEqualTo(example("new", "d1", NOW.plusSeconds(1)));
  }

  @Test
  void theNewestCandidacyOfEachSubjectIsRead() {
    var second =
        new CandidacyRow("c2", "catalog", "monolith", "catalog", NOW.plusSeconds(9), "{}", "new");
    var cart = new CandidacyRow("c3", "cart", "monolith", "cart", minutesAgo(5), "{}", "new");
    log.write(candidacies(CANDIDACY, second, cart));

    assertThat(log.candidacies()).containsExactly(cart, second);
    assertThat(log.candidacy("catalog")).contains(second);
    assertThat(log.candidacy("other")).isEmpty();
  }

  @Test
  void aCandidacyThatIsToldAgainKeepsWhenItBegan() {
    log.write(candidacies(CANDIDACY));
    log.write(
        candidacies(
            new CandidacyRow(
                "c1", "catalog", "monolith", "catalog", NOW.plusSeconds(60), "{}", "again")));

    assertThat(log.candidacy("catalog")).contains(CANDIDACY);
  }

  @Test
  void aCandidacyThatComesBackAfterAnotherBeginsAnew() {
    var other =
        new CandidacyRow("c2", "catalog", "monolith", "catalog", NOW.plusSeconds(9), "{}", "new");
    var back =
        new CandidacyRow(
            "c1", "catalog", "monolith", "catalog", NOW.plusSeconds(60), "{}", "first seen");
    log.write(candidacies(CANDIDACY));
    log.write(candidacies(other));
    log.write(candidacies(CANDIDACY));
    assertThat(log.candidacy("catalog")).contains(other);

    log.write(candidacies(back));

    assertThat(log.candidacy("catalog")).contains(back);
  }

  @Test
  void anAcceptanceEndsTheOneBefore() {
    log.write(everything(NOW));
    log.accept(acceptance("a1", "d1", minutesAgo(5)));
    log.accept(acceptance("a2", "d1", NOW));

    assertThat(log.acceptances("catalog")).containsExactly(acceptance("a2", "d1", NOW));
    assertThat(log.acceptances("other")).isEmpty();
  }

  @Test
  void anExpiredAcceptanceIsStillTold() {
    log.write(everything(NOW));
    log.accept(acceptance("a1", "d1", NOW.minus(Duration.ofDays(20))));

    assertThat(log.acceptances("catalog")).hasSize(1);
  }

  @Test
  void anAcceptanceIsRevokedOnce() {
    log.write(everything(NOW));
    log.accept(acceptance("a1", "d1", NOW));

    assertThat(log.revoke("d1")).isTrue();
    assertThat(log.revoke("d1")).isFalse();
    assertThat(log.acceptances("catalog")).isEmpty();
  }

  @Test
  void whatWasWrittenIsThereWhenItIsOpenedAgain() {
    log.write(everything(NOW));

    again(settings(), NOW);

    assertThat(log.counts("c1", Instant.EPOCH)).hasSize(1);
    assertThat(log.candidacies()).containsExactly(CANDIDACY);
  }

  @Test
  void twoLogsOnOneDatabaseAddUp() {
    try (var other = log(settings(), NOW)) {
      log.write(counts(count(NOW, "/a", 1)));
      other.write(counts(count(NOW, "/a", 2)));

      assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, "/a", 3));
    }
  }

  @Test
  void manyMayOpenANewDatabaseAtOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(6)) {
      var writes = IntStream.range(0, 6).<Callable<Boolean>>mapToObj(_ -> this::writesOne).toList();
      for (var write : threads.invokeAll(writes)) {
        assertThat(write.get()).isTrue();
      }
    }

    assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, "/a", 6));
  }

  private boolean writesOne() {
    try (var one = log(settings(), NOW)) {
      one.write(counts(count(NOW, "/a", 1)));
      return true;
    }
  }

  @Test
  void tablesOfOthersStay() {
    try (var others = Connections.open(settings())) {
      Jdbi.create(others).useHandle(handle -> handle.execute("CREATE TABLE theirs (id BIGINT)"));

      log.write(counts(count(NOW, "/a", 1)));

      assertThat(log.counts("c1", NOW)).hasSize(1);
      Jdbi.create(others).useHandle(handle -> handle.execute("DROP TABLE theirs"));
    }
  }

  @Test
  void theDatabaseOfANewerFigleafIsLeftAlone() {
    log.write(counts(count(NOW, "/a", 1)));
    try (var others = Connections.open(settings())) {
      Jdbi.create(others)
          .useHandle(handle -> handle.execute("UPDATE figleaf_schema_history SET version = '99'"));
    }
    again(settings(), NOW);

    assertThatThrownBy(() -> log.counts("c1", NOW))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("was changed by a newer Figleaf");
  }

  @Test
  void whatNoDatabaseCanKeepIsReplaced() {
    log.write(counts(count(NOW, "/a\0b\uD800", 1)));

    assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, "/a\uFFFDb\uFFFD", 1));
  }

  @Test
  void longTextsAreCountedTogether() {
    String template = "/" + "x".repeat(9_000);
    log.write(counts(count(NOW, template, 1), count(NOW, template, 1)));

    assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, template, 2));
  }

  @Test
  void whatIsTooOldIsDeleted() {
    log.write(everything(NOW));
    log.write(everything(NOW.minus(Duration.ofDays(31))));

    assertThat(log.sweep()).isFalse();

    assertThat(log.counts("c1", Instant.EPOCH)).containsExactly(count(NOW, "/items/{id}", 2));
    assertThat(log.latencies("c1", Instant.EPOCH)).containsExactly(latency(NOW, 7, 2));
    assertThat(log.leftOut("c1", Instant.EPOCH)).extracting(LeftOutRow::count).containsExactly(3L);
    assertThat(log.examples("d1")).hasSize(1);
    assertThat(log.difference("d1")).extracting(DifferenceRow::count).containsExactly(1L);
  }

  @Test
  void whatWasDecidedOutlivesTheEvidence() {
    Instant old = NOW.minus(Duration.ofDays(31));
    log.write(everything(old));
    log.write(differences(difference("d2", "real", old, 1)));
    log.accept(new AcceptanceRow("a1", "d1", "because", "ada", old, NOW.plus(Duration.ofDays(1))));

    boolean unused = log.sweep();

    assertThat(log.counts("c1", Instant.EPOCH)).isEmpty();
    assertThat(log.acceptances("catalog")).hasSize(1);
    assertThat(log.difference("d1")).hasSize(1);
    assertThat(log.difference("d2")).isEmpty();
    assertThat(log.candidacy("catalog")).isPresent();
  }

  @Test
  void whatEndedLongAgoIsForgotten() {
    Instant old = NOW.minus(Duration.ofDays(60));
    log.write(everything(old));
    log.write(candidacies(new CandidacyRow("c0", "catalog", "m", "c", old, "{}", "old")));
    log.accept(acceptance("a1", "d1", old));

    boolean unused = log.sweep();

    assertThat(log.acceptances("catalog")).isEmpty();
    assertThat(log.difference("d1")).isEmpty();
    assertThat(log.candidacies()).containsExactly(CANDIDACY);
  }

  @Test
  void whatIsTooMuchIsDeletedTheOldestFirst() {
    var small =
        new StoreSettings(
            settings().url(),
            settings().user(),
            settings().password(),
            Duration.ofDays(30),
            ByteSize.parse("1MiB"),
            null);
    again(small, NOW);
    for (int i = 0; i < 60; i++) {
      var at = minutesAgo(60 - i);
      log.write(counts(count(at, "/a", 1)));
      log.write(
          examples(
              IntStream.range(0, 10)
                  .mapToObj(n -> new ExampleRow("e" + at + n, "d" + at, "c1", at, noise(at, n)))
                  .toArray(ExampleRow[]::new)));
    }
    log.accept(acceptance("a1", "d1", NOW));

    int rounds = 0;
    while (log.sweep() && rounds < 50) {
      rounds++;
    }

    assertThat(log.examples("d" + minutesAgo(60))).isEmpty();
    assertThat(log.examples("d" + minutesAgo(1))).hasSize(10);
    assertThat(log.counts("c1", Instant.EPOCH))
        .extracting(CountRow::count)
        .first()
        .satisfies(left -> assertThat((Long) left).isBetween(10L, 30L));
  }

  /** 4 KB that cannot be made shorter. */
  private static String noise(Instant at, int seed) {
    var text = new StringBuilder();
    new java.util.Random(at.toEpochMilli() + seed)
        .ints(4_000, 'a', 'z')
        .forEach(one -> text.append((char) one));
    return text.toString();
  }
}
