package dev.figleaf.proxy.store;

import static dev.figleaf.proxy.store.Rows.CANDIDACY;
import static dev.figleaf.proxy.store.Rows.NOW;
import static dev.figleaf.proxy.store.Rows.candidacies;
import static dev.figleaf.proxy.store.Rows.count;
import static dev.figleaf.proxy.store.Rows.counts;
import static dev.figleaf.proxy.store.Rows.everything;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceWriterTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Path file;
  private LogLines said;
  private SqlEvidenceLog log;
  private EvidenceWriter writer;

  @BeforeEach
  void start() {
    file = folder.resolve("data/figleaf.db");
    said = LogLines.of(EvidenceWriter.class);
    log =
        new SqlEvidenceLog(
            StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + file)), InstantSource.fixed(NOW));
    writer = EvidenceWriter.start(log);
  }

  @AfterEach
  void close() {
    writer.close(Duration.ofMillis(100));
    log.close();
    said.close();
  }

  private void written(EvidenceBatch batch) throws InterruptedException {
    assertThat(writer.offer(batch)).isTrue();
    assertThat(writer.flush(LONG)).isTrue();
  }

  private void awaitDown(String why) {
    await().atMost(LONG).until(() -> !writer.state().up());
    assertThat(writer.state().trouble()).hasValueSatisfying(is -> assertThat(is).contains(why));
  }

  @Test
  void whatIsOfferedIsWritten() throws Exception {
    written(everything(NOW));

    assertThat(log.candidacies()).containsExactly(CANDIDACY);
    assertThat(log.counts("c1", NOW)).hasSize(1);
    assertThat(writer.state()).isEqualTo(new StoreState(true, 5, 0, 0, java.util.Optional.empty()));
    assertThat(said.lines()).isEmpty();
  }

  @Test
  void nothingIsOpenedBeforeThereIsSomethingToKeep() throws Exception {
    assertThat(writer.offer(counts())).isTrue();
    assertThat(writer.flush(LONG)).isTrue();

    assertThat(file).doesNotExist();
  }

  @Test
  void aBatchIsWrittenOnceForItsNumber() {
    log.write(counts(count(NOW, "/a", 1)), "w", 1);
    log.write(counts(count(NOW, "/a", 1)), "w", 1);
    log.write(counts(count(NOW, "/a", 1)), "w", 2);
    log.write(counts(count(NOW, "/a", 1)), "v", 1);

    assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, "/a", 3));
  }

  @Test
  void aLockedDatabaseHoldsNobodyUpAndIsWrittenWhenItIsFree() throws Exception {
    written(candidacies(CANDIDACY));
    try (Connection other = locked()) {
      long begin = System.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        writer.offer(counts(count(NOW, "/a", 1)));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
      awaitDown("is locked by another process");
      assertThat(writer.state().lost()).isEqualTo(400);
      assertThat(writer.state().waiting()).isEqualTo(600);
      other.rollback();
    }

    await().atMost(LONG).until(() -> writer.state().up());
    assertThat(writer.flush(LONG)).isTrue();
    assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, "/a", 600));
    assertThat(writer.state().written()).isEqualTo(600);
    assertThat(said.lines()).hasSize(2);
    assertThat(said.lines().getFirst()).startsWith("WARN store: the store sqlite:");
    assertThat(said.lines().getLast())
        .isEqualTo("INFO store: up again; 400 rows of evidence were lost so far");
  }

  private Connection locked() throws SQLException {
    Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
    other.setAutoCommit(false);
    try (var statement = other.createStatement()) {
      statement.execute("DELETE FROM figleaf_count");
    }
    return other;
  }

  @Test
  void aFolderThatCannotBeMadeIsTriedAgain() throws Exception {
    Files.writeString(folder.resolve("data"), "in the way");
    writer.offer(everything(NOW));
    awaitDown("cannot be opened");
    assertThatThrownBy(() -> log.counts("c1", NOW))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageStartingWith("the store sqlite:");

    Files.delete(folder.resolve("data"));

    await().atMost(LONG).until(() -> writer.state().up());
    assertThat(log.counts("c1", NOW)).hasSize(1);
    assertThat(writer.state().lost()).isZero();
  }

  @Test
  void aFileThatIsNoDatabaseIsTold() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(file, "no database at all, but long enough to be one".repeat(50));

    writer.offer(everything(NOW));

    awaitDown("is no file of SQLite");
  }

  @Test
  void aFileThatIsDeletedIsMadeAgainWithTheCandidacies() throws Exception {
    written(everything(NOW));
    try (var files = Files.list(file.getParent())) {
      for (Path one : files.toList()) {
        Files.delete(one);
      }
    }

    written(counts(count(NOW, "/b", 1)));

    assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, "/b", 1));
    assertThat(log.candidacies()).containsExactly(CANDIDACY);
  }

  @Test
  void whatIsRefusedIsLostAndHoldsNothingUp() throws Exception {
    writer.offer(counts(new CountRow("c1", Instant.MAX, "GET", "/a", 2, "equal", "", 1)));
    written(counts(count(NOW, "/b", 1)));

    assertThat(writer.state().lost()).isEqualTo(1);
    assertThat(writer.state().up()).isTrue();
    assertThat(log.counts("c1", Instant.EPOCH)).containsExactly(count(NOW, "/b", 1));
    assertThat(said.lines())
        .containsExactly(
            "ERROR store: refused 1 rows of evidence, which are lost: ArithmeticException");
  }

  @Test
  void closingEndsThoughTheStoreIsNotToBeHad() throws Exception {
    Files.writeString(folder.resolve("data"), "in the way");
    writer.offer(everything(NOW));

    writer.close(Duration.ofMillis(200));

    assertThat(writer.state().lost()).isEqualTo(5);
    assertThat(writer.offer(everything(NOW))).isFalse();
    assertThat(writer.state().lost()).isEqualTo(10);
  }

  @Test
  void closingWritesWhatWaits() {
    for (int i = 0; i < 100; i++) {
      writer.offer(counts(count(NOW, "/a", 1)));
    }

    writer.close(LONG);

    assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, "/a", 100));
  }
}
