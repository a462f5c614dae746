package dev.figleaf.proxy;

import static dev.figleaf.proxy.Replica.ANN;
import static dev.figleaf.proxy.Replica.percent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.control.Changed;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import dev.figleaf.rules.RuleTexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was live is so again after a restart, whatever became of the store. */
class HistoryTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;
  private StoreSettings store;

  @BeforeEach
  void place() {
    store = StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + folder.resolve("figleaf.db")));
  }

  private Replica start() throws IOException {
    return Replica.start("one", folder.resolve("rules"), store);
  }

  private static RuleEvent done(Changed changed) {
    assertThat(changed).isInstanceOf(Changed.Done.class);
    return ((Changed.Done) changed).event();
  }

  @Test
  void aRestartFindsOverridesAndPanicAndAddsNoEvent() throws Exception {
    LiveState before;
    try (var one = start()) {
      done(one.rules().override(ANN, "orders", percent(30), null, null));
      done(one.rules().override(ANN, "catalog", percent(40), Duration.ofHours(1), null));
      done(one.rules().panic(ANN));
      before = one.rules().state();
    }
    try (var one = start()) {
      assertThat(one.rules().state()).isEqualTo(before);
      assertThat(one.rules().live().revision()).isEqualTo(4);
      assertThat(one.weight("orders")).isZero();
      done(one.rules().calm(ANN));
      assertThat(one.weight("orders")).isEqualTo(30);
      assertThat(one.weight("catalog")).isEqualTo(40);
      assertThat(one.rules().history(0, 9))
          .extracting(RuleEvent::revision)
          .containsExactly(5L, 4L, 3L, 2L, 1L);
    }
  }

  @Test
  void anOverrideThatEndedWhileNothingRanDoesNotHold() throws Exception {
    try (var one = start()) {
      done(one.rules().override(ANN, "orders", percent(30), Duration.ofMillis(1), null));
    }
    try (var one = start()) {
      assertThat(one.weight("orders")).isZero();
      await().atMost(LONG).until(() -> one.rules().state().overrides().isEmpty());
      assertThat(one.rules().history(0, 1).getFirst().change())
          .isEqualTo(new Change.OverrideEnded("orders", true));
    }
  }

  @Test
  void aRollbackOutlivesARestartUntilFilesChange() throws Exception {
    try (var one = start()) {
      one.write(60);
      done(one.rules().rollback(ANN, 1, null));
      assertThat(one.weight("catalog")).isEqualTo(10);
    }
    try (var one = start()) {
      assertThat(one.weight("catalog")).isEqualTo(10);
      assertThat(one.rules().state().rollback()).isNotNull();
      assertThat(one.rules().state().revision()).isEqualTo(3);
      one.write(61);
      assertThat(one.weight("catalog")).isEqualTo(61);
    }
  }

  @Test
  void filesThatChangedWhileNothingRanAreAnEvent() throws Exception {
    try (var one = start()) {
      done(one.rules().panic(ANN));
    }
    Files.writeString(folder.resolve("rules/rules.yaml"), Replica.rules(77));
    try (var one = start()) {
      assertThat(one.rules().history(0, 1).getFirst().change())
          .isInstanceOfSatisfying(
              Change.FilesAccepted.class,
              files ->
                  assertThat(files.diff())
                      .containsExactly("seams.catalog.weight: 10% becomes 77%"));
      assertThat(one.weight("catalog")).as("under the panic").isZero();
      done(one.rules().calm(ANN));
      assertThat(one.weight("catalog")).isEqualTo(77);
    }
  }

  @Test
  void aStoreThatWasLockedGetsWhatWaited() throws Exception {
    try (var one = start()) {
      await().atMost(LONG).until(() -> one.rules().keeping().waiting() == 0);
      try (var other = DriverManager.getConnection("jdbc:" + store.url());
          var statement = other.createStatement()) {
        statement.execute("BEGIN EXCLUSIVE");
        Changed changed = one.rules().override(ANN, "orders", percent(30), null, null);
        assertThat(done(changed).revision()).isEqualTo(2);
        assertThat(((Changed.Done) changed).kept()).isFalse();
        assertThat(one.weight("orders")).isEqualTo(30);
        one.write(20);
        assertThat(one.rules().keeping().waiting()).isEqualTo(2);
        assertThat(one.rules().history(0, 2))
            .extracting(RuleEvent::revision)
            .containsExactly(3L, 2L);
        statement.execute("COMMIT");
      }
      await().atMost(LONG).until(() -> one.rules().keeping().waiting() == 0);
      assertThat(one.rules().keeping().up()).isTrue();
    }
  }

  @Test
  void whatTheJournalHasIsLiveWhereTheStoreIsGone() throws Exception {
    try (var one = start()) {
      done(one.rules().override(ANN, "orders", percent(30), null, null));
    }
    Files.delete(folder.resolve("figleaf.db"));
    try (var one = start()) {
      assertThat(one.weight("orders")).isEqualTo(30);
      RuleEvent next = done(one.rules().panic(ANN));
      assertThat(next.revision()).isEqualTo(3);
      await().atMost(LONG).until(() -> one.rules().keeping().waiting() == 0);
      assertThat(one.rules().at(3)).contains(one.rules().state());
    }
    Files.delete(folder.resolve("figleaf.db-history.jsonl"));
    try (var one = start()) {
      assertThat(one.rules().state().overrides()).containsOnlyKeys("orders");
      assertThat(one.rules().state().panic()).isNotNull();
    }
  }

  @Test
  void aStoreAndAJournalThatCannotBeMadeStopNothing() throws Exception {
    Files.writeString(folder.resolve("file"), "in the way");
    store = StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + folder.resolve("file/figleaf.db")));
    try (var one = start()) {
      Changed changed = one.rules().panic(ANN);
      assertThat(((Changed.Done) changed).kept()).isFalse();
      assertThat(one.weight("catalog")).isZero();
      done(one.rules().calm(ANN));
      one.write(50);
      assertThat(one.weight("catalog")).isEqualTo(50);
      assertThat(one.rules().keeping().up()).isFalse();
      assertThat(one.rules().keeping().waiting()).isEqualTo(4);
      assertThat(one.rules().history(0, 9)).hasSize(4);
    }
  }

  @Test
  void aRollbackThatTheStoreDoesNotHaveIsWholeInTheJournal() throws Exception {
    try (var one = start()) {
      one.write(60);
      await().atMost(LONG).until(() -> one.rules().keeping().waiting() == 0);
      try (var other = DriverManager.getConnection("jdbc:" + store.url());
          var statement = other.createStatement()) {
        // Read before: the texts come from the store.
        assertThat(one.rules().files(one.rules().at(1).orElseThrow())).isNotEmpty();
        statement.execute("BEGIN IMMEDIATE");
        done(one.rules().rollback(ANN, 1, null));
        one.close();
      }
    }
    Files.delete(folder.resolve("figleaf.db"));
    try (var one = start()) {
      assertThat(one.weight("catalog")).isEqualTo(10);
      assertThat(one.rules().state().rollback()).isNotNull();
    }
  }

  @Test
  void noSecretReachesTheHistory() throws Exception {
    Path rules = Files.createDirectories(folder.resolve("rules"));
    Files.writeString(rules.resolve("key"), "s3cr3t-value");
    String text =
        Replica.rules(10)
            + """
              - { match: /key, to: monolith, headers: { request: { set: { X-Key: "${file:key}" } } } }
            """;
    Files.writeString(rules.resolve("rules.yaml"), text);
    try (var one = start()) {
      done(one.rules().panic(ANN));
      await().atMost(LONG).until(() -> one.rules().keeping().waiting() == 0);
      assertThat(one.rules().files(one.rules().state())).containsEntry("rules.yaml", text);
      Files.writeString(rules.resolve("key"), "s3cr3t-other");
      one.rules().reload();
      assertThat(one.rules().history(0, 1).getFirst().change())
          .isInstanceOfSatisfying(
              Change.FilesAccepted.class,
              files ->
                  assertThat(files.hash())
                      .isEqualTo(RuleTexts.of(Map.of("rules.yaml", text)).hash()));
    }
    try (var all = Files.list(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("s3cr3t");
      }
    }
  }

  @Test
  void aTornLastLineOfTheJournalIsPassedOver() throws Exception {
    try (var one = start()) {
      done(one.rules().panic(ANN));
    }
    Path journal = folder.resolve("figleaf.db-history.jsonl");
    Files.writeString(journal, Files.readString(journal) + "{\"event\":{\"id\":\"torn");
    try (var one = start()) {
      assertThat(one.rules().state().revision()).isEqualTo(2);
      assertThat(one.rules().state().panic()).isNotNull();
    }
  }

  @Test
  void aSecondProcessOnOneFileTakesAJournalOfItsOwn() throws Exception {
    try (var one = start();
        var two = Replica.start("two", folder.resolve("rules"), store)) {
      done(two.rules().panic(ANN));
      assertThat(folder.resolve("figleaf.db-history.jsonl.2")).exists();
      assertThat(one.rules().state().panic()).as("it does not look by itself").isNull();
      done(one.rules().override(ANN, "orders", percent(30), null, null));
      await().atMost(LONG).until(() -> one.rules().state().panic() != null);
      assertThat(one.rules().state().revision()).isEqualTo(3);
    }
  }

  @Test
  void whatAProcessBesideItKnewIsKnownToTheNextOne() throws Exception {
    var one = start();
    try (var two = Replica.start("two", folder.resolve("rules"), store)) {
      one.close();
      done(two.rules().panic(ANN));
    }
    Path second = folder.resolve("figleaf.db-history.jsonl.2");
    assertThat(second).exists();
    Files.delete(folder.resolve("figleaf.db"));
    try (var next = start()) {
      assertThat(next.rules().state().panic()).isNotNull();
      assertThat(second).doesNotExist();
    }
  }
}
