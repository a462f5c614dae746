package dev.figleaf.proxy.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.store.InventoryLog.Watch;
import dev.figleaf.proxy.store.InventoryRow.Caller;
import dev.figleaf.proxy.store.InventoryRow.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of an inventory that is kept, on both databases. */
abstract class InventoryLogContract {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long TODAY = 20_000 * DAY;

  private SqlEvidenceLog store;
  private InventoryLog log;

  /** A database without tables, the same for the whole of a test. */
  abstract StoreSettings settings();

  @BeforeEach
  void open() {
    store = new SqlEvidenceLog(settings(), InstantSource.fixed(Instant.ofEpochMilli(TODAY + 5)));
    log = store.inventory();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static InventoryRow row(String template, long calls, long at, String caller) {
    long[] counts = new long[InventoryRow.COUNTS.size()];
    counts[0] = calls;
    counts[counts.length - 1] = 2 * calls;
    byte[] sketch = new byte[InventoryRow.SKETCH];
    sketch[caller.length()] = 3;
    return new InventoryRow(
        new Endpoint("GET", template, "shop"),
        "route-" + at,
        "",
        counts,
        sketch,
        at,
        at,
        at % 2 == 0 ? at : 0,
        List.of(new Caller(at, caller)));
  }

  private static InventoryBatch batch(long day, InventoryRow... rows) {
    return new InventoryBatch(day, day + 1, day + 2, List.of(rows));
  }

  private List<InventoryRow> all() {
    return log.endpoints(Instant.EPOCH);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    InventoryRow row = row("/a", 4, TODAY + 2, "curl \u0000x");
    log.write(List.of(batch(TODAY, row)), "w", 1);

    assertThat(all())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(row("/a", 4, TODAY + 2, "curl \uFFFDx"));
  }

  @Test
  void countsAddUpAndTheLastOnesAreKept() {
    log.write(List.of(batch(TODAY, row("/a", 4, TODAY + 2, "a"))), "w", 1);
    log.write(List.of(batch(TODAY, row("/a", 5, TODAY + 7, "bb"))), "v", 1);
    log.write(List.of(batch(TODAY, row("/a", 1, TODAY + 6, "ccc"))), "w", 2);
    log.write(List.of(batch(TODAY, row("/a", 1, TODAY + 5, "dddd"))), "w", 3);

    assertThat(all()).hasSize(1);
    InventoryRow sum = all().getFirst();
    assertThat(sum.counts()[0]).isEqualTo(11);
    assertThat(sum.counts()[sum.counts().length - 1]).isEqualTo(22);
    assertThat(sum.firstAt()).isEqualTo(TODAY + 2);
    assertThat(sum.lastAt()).isEqualTo(TODAY + 7);
    assertThat(sum.lastSuccessAt()).isEqualTo(TODAY + 6);
    assertThat(sum.route()).isEqualTo("route-" + (TODAY + 7));
    assertThat(sum.callers()).extracting(Caller::name).containsExactly("bb", "ccc", "dddd");
    assertThat(sum.sketch()).startsWith(0, 3, 3, 3, 3, 0);
  }

  @Test
  void countsAreOfTheDaysThatAreAskedForAndTheLastSuccessIsOfAllTime() {
    log.write(
        List.of(
            batch(TODAY - DAY, row("/a", 4, TODAY - DAY + 2, "a")),
            batch(TODAY, row("/b", 5, TODAY + 3, "bb"))),
        "w",
        1);

    List<InventoryRow> today = log.endpoints(Instant.ofEpochMilli(TODAY));
    assertThat(today).extracting(row -> row.counts()[0]).containsExactly(0L, 5L);
    assertThat(today.getFirst().lastSuccessAt()).isEqualTo(TODAY - DAY + 2);
    assertThat(today.getFirst().sketch()).isEmpty();
  }

  @Test
  void aNumberIsWrittenOnce() {
    log.write(List.of(batch(TODAY, row("/a", 4, TODAY, "a"))), "w", 1);
    log.write(List.of(batch(TODAY, row("/a", 4, TODAY, "a"))), "w", 1);
    assertThat(all().getFirst().counts()[0]).isEqualTo(4);
  }

  @Test
  void itIsKnownWhenSomebodyWatched() {
    log.write(List.of(new InventoryBatch(TODAY, TODAY + 5, TODAY + 9, List.of())), "w", 1);
    log.write(List.of(new InventoryBatch(TODAY, TODAY + 2, TODAY + 6, List.of())), "v", 1);
    assertThat(log.watches()).containsExactly(new Watch(TODAY, TODAY + 2, TODAY + 9));
  }

  @Test
  void oldDaysGoAndWhatIsKnownOfAllTimeStays() {
    long old = TODAY - 31 * DAY;
    log.write(List.of(batch(old, row("/a", 4, old, "a"))), "w", 1);
    log.write(List.of(batch(TODAY, row("/b", 4, TODAY, "a"))), "w", 2);
    log.sweep();

    assertThat(all()).extracting(row -> row.counts()[0]).containsExactly(0L, 4L);
    assertThat(all().getFirst().lastSuccessAt()).isEqualTo(old);
    assertThat(log.watches()).hasSize(2);
  }

  @Test
  void replicasWriteAtOnceAndNothingIsLost() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> writers =
          IntStream.range(0, 4).<Callable<Void>>mapToObj(this::writer).toList();
      for (var done : threads.invokeAll(writers)) {
        done.get();
      }
    }
    assertThat(all()).extracting(row -> row.counts()[0]).containsExactly(40L, 40L);
    assertThat(all().getFirst().sketch()).startsWith(0, 3, 3, 3, 3, 0);
  }

  private Callable<Void> writer(int index) {
    return () -> {
      try (var own = new SqlEvidenceLog(settings(), InstantSource.system())) {
        String name = "x".repeat(index + 1);
        for (int i = 1; i <= 10; i++) {
          InventoryBatch batch =
              index % 2 == 0
                  ? batch(TODAY, row("/a", 1, TODAY, name), row("/b", 1, TODAY, name))
                  : batch(TODAY, row("/b", 1, TODAY, name), row("/a", 1, TODAY, name));
          write(own.inventory(), batch, name, i);
        }
      }
      return null;
    };
  }

  /** SQLite has one writer, and who waits is let in by chance. */
  private static void write(InventoryLog log, InventoryBatch batch, String name, int number) {
    for (int attempt = 0; attempt < 20; attempt++) {
      try {
        log.write(List.of(batch), name, number);
        return;
      } catch (StoreUnavailable busy) {
        assertThat(busy).hasMessageContaining("locked");
      }
    }
    throw new AssertionError("never let in");
  }
}
