package dev.figleaf.proxy.store;

import static dev.figleaf.proxy.store.Rows.NOW;
import static dev.figleaf.proxy.store.Rows.count;
import static dev.figleaf.proxy.store.Rows.counts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.LogLines;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that stops, and comes back. */
class PostgresOutageTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private EmbeddedPostgres start(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("pg"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aServerThatStopsHoldsNobodyUpAndIsWrittenToWhenItIsBack() throws Exception {
    EmbeddedPostgres first = start(0);
    var settings = Postgres.settings(first.getPort(), "postgres");
    try (var said = LogLines.of(EvidenceWriter.class);
        var log = new SqlEvidenceLog(settings, InstantSource.fixed(NOW));
        var writer = EvidenceWriter.start(log)) {
      writer.offer(counts(count(NOW, "/a", 1)));
      assertThat(writer.flush(LONG)).isTrue();
      first.close();
      long begin = System.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        writer.offer(counts(count(NOW, "/a", 1)));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
      await().atMost(LONG).until(() -> !writer.state().up());
      assertThat(writer.state().trouble())
          .contains("the store " + settings.url() + " does not answer");

      try (var _ = start(first.getPort())) {
        await().atMost(Duration.ofSeconds(60)).until(() -> writer.state().up());
        assertThat(writer.flush(LONG)).isTrue();
        StoreState state = writer.state();
        assertThat(state.written() + state.lost()).isEqualTo(1_001);
        assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, "/a", state.written()));
      }
      assertThat(said.lines()).hasSize(2);
      assertThat(said.lines().toString()).doesNotContain("password=");
    }
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void aLockedTableIsToldAndWrittenToWhenItIsFree() throws Exception {
    StoreSettings settings = Postgres.newDatabase();
    try (var log = new SqlEvidenceLog(settings, InstantSource.fixed(NOW));
        var writer = EvidenceWriter.start(log)) {
      writer.offer(counts(count(NOW, "/a", 1)));
      assertThat(writer.flush(LONG)).isTrue();
      try (Connection other =
              DriverManager.getConnection("jdbc:" + settings.url(), "postgres", "postgres");
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("LOCK TABLE figleaf_count");
        writer.offer(counts(count(NOW, "/a", 1)));
        await().atMost(LONG).until(() -> !writer.state().up());
        assertThat(writer.state().trouble())
            .contains("the store " + settings.url() + " is locked by another session");
      }
      assertThat(writer.flush(LONG)).isTrue();
      assertThat(log.counts("c1", NOW)).containsExactly(count(NOW, "/a", 2));
    }
  }
}
