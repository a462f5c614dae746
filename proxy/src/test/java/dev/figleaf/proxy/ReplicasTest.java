package dev.figleaf.proxy;

import static dev.figleaf.proxy.Replica.ANN;
import static dev.figleaf.proxy.Replica.percent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.control.Changed;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.store.Postgres;
import dev.figleaf.proxy.store.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Facades that share a PostgreSQL have one history. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReplicasTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  private Replica start(String name, StoreSettings store) throws IOException {
    return Replica.start(
        name, folder.resolve(name), Replica.with(store, folder.resolve(name + "-history.jsonl")));
  }

  private static void done(Changed changed) {
    assertThat(changed).isInstanceOf(Changed.Done.class);
  }

  /** How long it takes until this is so. */
  private static Duration until(BooleanSupplier so) {
    long begin = System.nanoTime();
    await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(so::getAsBoolean);
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Test
  void whatOneIsToldHoldsOnTheOtherWithinASecond() throws Exception {
    StoreSettings store = Postgres.newDatabase();
    try (var one = start("one", store);
        var two = start("two", store)) {
      until(() -> two.rules().replicas().size() == 2);
      done(one.rules().override(ANN, "orders", percent(30), null, null));
      assertThat(until(() -> two.weight("orders") == 30)).isLessThan(Duration.ofSeconds(1));
      done(two.rules().panic(ANN));
      assertThat(until(() -> one.rules().state().panic() != null))
          .isLessThan(Duration.ofSeconds(1));
      assertThat(one.weight("orders")).isZero();
      done(one.rules().calm(ANN));
      assertThat(until(() -> two.weight("orders") == 30)).isLessThan(Duration.ofSeconds(1));
      one.write(50);
      assertThat(until(() -> two.weight("catalog") == 50)).isLessThan(Duration.ofSeconds(1));
      done(two.rules().rollback(ANN, 1, null));
      assertThat(until(() -> one.weight("catalog") == 10)).isLessThan(Duration.ofSeconds(1));
      until(() -> one.rules().state().equals(two.rules().state()));
      assertThat(one.rules().live().revision()).isEqualTo(two.rules().live().revision());
    }
  }

  @Test
  void withoutNoticesTheyAskByThemselves() throws Exception {
    StoreSettings store = Postgres.newDatabase();
    try (var one = start("one", store);
        var two = start("two", store)) {
      until(() -> two.rules().replicas().size() == 2);
      // For five seconds nobody listens.
      int gone = endThoseWhoListen(store);
      assertThat(gone).isPositive();
      done(one.rules().override(ANN, "orders", percent(30), null, null));
      assertThat(until(() -> two.weight("orders") == 30)).isLessThan(Duration.ofSeconds(1));
    }
  }

  private static int endThoseWhoListen(StoreSettings store) throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:" + store.url(), "postgres", "postgres");
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND query LIKE 'LISTEN%'")) {
      int count = 0;
      while (rows.next()) {
        count++;
      }
      return count;
    }
  }

  @Test
  void whoeverChangesAtOnceEndsAlike() throws Exception {
    StoreSettings store = Postgres.newDatabase();
    int each = 15;
    try (var one = start("one", store);
        var two = start("two", store);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      until(() -> one.rules().replicas().size() == 2);
      var first = threads.submit(() -> change(one, "orders", each));
      var second = threads.submit(() -> change(two, "catalog", each));
      assertThat(first.get() + second.get()).isEqualTo(2 * each);
      until(
          () ->
              one.rules().keeping().waiting() + two.rules().keeping().waiting() == 0
                  && one.rules().state().equals(two.rules().state()));
      assertThat(one.rules().state().revision()).isEqualTo(2 * each + 1);
      assertThat(one.rules().history(0, 500)).isEqualTo(two.rules().history(0, 500));
      assertThat(one.weight("orders")).isEqualTo(each).isEqualTo(two.weight("orders"));
      assertThat(one.weight("catalog")).isEqualTo(each).isEqualTo(two.weight("catalog"));
    }
  }

  private static int change(Replica replica, String seam, int times) {
    for (int i = 1; i <= times; i++) {
      done(replica.rules().override(ANN, seam, percent(i), null, null));
    }
    return times;
  }

  @Test
  void eachSaysWhatItRunsUntilItLeaves() throws Exception {
    StoreSettings store = Postgres.newDatabase();
    try (var one = start("one", store)) {
      try (var two = start("two", store)) {
        done(two.rules().panic(ANN));
        until(
            () ->
                one.rules().replicas().stream()
                    .anyMatch(it -> it.name().equals("two") && it.revision() == 2));
        assertThat(one.rules().replicas().getFirst())
            .matches(it -> it.self() && it.name().equals("one"));
        assertThat(two.rules().keeping()).isEqualTo(new RuleOperations.Keeping(true, true, 0));
      }
      until(() -> one.rules().replicas().size() == 1);
    }
  }

  @Test
  void aServerThatStopsStopsNothingAndIsToldWhenItIsBack() throws Exception {
    EmbeddedPostgres first = postgres(0);
    StoreSettings store = Postgres.settings(first.getPort(), "postgres");
    try (var one = start("one", store)) {
      until(() -> one.rules().keeping().waiting() == 0);
      first.close();
      Changed changed = one.rules().override(ANN, "orders", percent(30), null, null);
      assertThat(((Changed.Done) changed).kept()).isFalse();
      assertThat(one.weight("orders")).isEqualTo(30);
      one.write(50);
      assertThat(one.weight("catalog")).isEqualTo(50);
      until(() -> !one.rules().keeping().up());
      assertThat(one.rules().keeping().waiting()).isEqualTo(2);
    }
    // What waits is on the disk, and holds after a restart, too.
    try (var one = start("one", store)) {
      assertThat(one.weight("orders")).isEqualTo(30);
      assertThat(one.rules().state().revision()).isEqualTo(3);
      done(one.rules().panic(ANN));
      try (var _ = postgres(first.getPort())) {
        until(() -> one.rules().keeping().waiting() == 0);
        assertThat(one.rules().history(0, 9))
            .extracting(RuleEvent::revision)
            .containsExactly(4L, 3L, 2L, 1L);
        try (var two = start("two", store)) {
          assertThat(two.rules().state().panic()).isNotNull();
        }
      }
    }
  }

  private EmbeddedPostgres postgres(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("pg"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }
}
