package dev.figleaf.proxy.traffic.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.store.InventoryBatch;
import dev.figleaf.proxy.store.InventoryLog;
import dev.figleaf.proxy.store.InventoryRow;
import dev.figleaf.proxy.store.MemoryInventoryLog;
import dev.figleaf.proxy.store.SqlEvidenceLog;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUnavailable;
import dev.figleaf.proxy.store.StoreUrl;
import dev.figleaf.proxy.traffic.InventoryTap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
  private Instant now = Call.NOW;
  private final InstantSource clock = () -> now;

  private static Map<String, Long> calls(Inventory inventory) {
    var calls = new TreeMap<String, Long>();
    for (InventoryRow row : inventory.endpoints(Instant.EPOCH).rows()) {
      calls.put(row.endpoint().template() + " " + row.endpoint().upstream(), row.counts()[0]);
    }
    return calls;
  }

  private SqlEvidenceLog store(Path file) {
    return new SqlEvidenceLog(StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + file)), clock);
  }

  @Test
  void loopsAreAddedUp() {
    var inventory = new Inventory(new MemoryInventoryLog(), clock);
    Call.get("/orders/1").on(inventory.tap());
    Call.get("/orders/2").on(inventory.tap());
    assertThat(calls(inventory)).isEqualTo(Map.of("/orders/{id} shop", 2L));
    assertThat(calls(inventory)).isEqualTo(Map.of("/orders/{id} shop", 2L));
  }

  @Test
  void itSurvivesARestart(@TempDir Path folder) {
    Path file = folder.resolve("figleaf.db");
    try (var store = store(file);
        var before = new Inventory(store.inventory(), clock).start()) {
      Call.get("/orders/1").on(before.tap());
    }
    now = now.plus(Duration.ofDays(2));
    try (var store = store(file);
        var after = new Inventory(store.inventory(), clock).start()) {
      Call.get("/orders/2").at(now).on(after.tap());
      Endpoints endpoints = after.endpoints(Call.NOW.minus(Duration.ofDays(1)));
      assertThat(endpoints.rows()).extracting(row -> row.counts()[0]).containsExactly(2L);
      assertThat(endpoints.watching()).contains(Call.NOW);
      assertThat(endpoints.daysWatched(Instant.EPOCH)).isEqualTo(2);
    }
  }

  @Test
  void whatWasLearnedOnceStaysSoAfterARestart(@TempDir Path folder) {
    try (var store = store(folder.resolve("figleaf.db"))) {
      var before = new Inventory(store.inventory(), clock);
      InventoryTap tap = before.tap();
      for (int i = 0; i < 150; i++) {
        Call.get("/products/" + word(i)).on(tap);
        Call.get("/products/sale").on(tap);
      }
      assertThat(calls(before))
          .isEqualTo(Map.of("/products/{name} shop", 150L, "/products/sale shop", 150L));

      var after = new Inventory(store.inventory(), clock);
      Call.get("/products/" + word(999)).on(after.tap());
      assertThat(calls(after))
          .isEqualTo(Map.of("/products/{name} shop", 151L, "/products/sale shop", 150L));
    }
  }

  private static String word(int number) {
    return "shirt-" + (char) ('a' + number % 26) + (char) ('a' + number / 26 % 26) + "-x";
  }

  @Test
  void whatWasCountedWaitsForAStoreThatIsDownAndIsKeptOnce(@TempDir Path folder) throws Exception {
    Path blocked = Files.writeString(folder.resolve("blocked"), "no folder");
    try (var store = store(blocked.resolve("figleaf.db"))) {
      var inventory = new Inventory(store.inventory(), clock);
      InventoryTap tap = inventory.tap();
      for (int i = 0; i < 3; i++) {
        Call.get("/orders/" + i).on(tap);
        assertThatThrownBy(inventory::flush).isInstanceOf(StoreUnavailable.class);
      }
      Files.delete(blocked);
      // Who tried in vain does not try at once.
      await()
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(calls(inventory)).isEqualTo(Map.of("/orders/{id} shop", 3L)));
      assertThat(inventory.lost()).isZero();
    }
  }

  @Test
  void aCommitThatWasNotHeardOfIsNotCountedTwice(@TempDir Path folder) {
    try (var store = store(folder.resolve("figleaf.db"))) {
      var inventory = new Inventory(new DeafOnce(store.inventory()), clock);
      InventoryTap tap = inventory.tap();
      Call.get("/orders/1").on(tap);
      assertThatThrownBy(inventory::flush).isInstanceOf(IllegalStateException.class);
      Call.get("/orders/2").on(tap);
      inventory.flush();
      assertThat(calls(inventory)).isEqualTo(Map.of("/orders/{id} shop", 2L));
    }
  }

  /** Writes, and fails the first time all the same. */
  private static final class DeafOnce implements InventoryLog {
    private final InventoryLog log;
    private boolean heard;

    private DeafOnce(InventoryLog log) {
      this.log = log;
    }

    @Override
    public void write(List<InventoryBatch> batches, String writer, long number) {
      log.write(batches, writer, number);
      if (!heard) {
        heard = true;
        throw new IllegalStateException("not heard of");
      }
    }

    @Override
    public List<InventoryRow> endpoints(Instant since) {
      return log.endpoints(since);
    }

    @Override
    public List<Watch> watches() {
      return log.watches();
    }

    @Override
    public void sweep() {
      log.sweep();
    }
  }

  @Test
  void whatWaitsIsBounded() {
    var waiting = new Waiting();
    waiting.watched(0, 0, 1);
    var counted = new LoopInventory();
    Call.get("/a").on(counted);
    InventoryRow row = Objects.requireNonNull(counted.all().getLast().added());
    for (int i = 0; i < Waiting.MOST_ROWS + 7; i++) {
      waiting.add(0, row.as(new InventoryRow.Endpoint("GET", "/" + i, "shop")));
    }
    assertThat(waiting.lost()).isEqualTo(7);
    assertThat(waiting.take().getFirst().rows()).hasSize(Waiting.MOST_ROWS);
    assertThat(waiting.take()).isEmpty();
  }

  @Test
  void secretsOfUserAgentsAreNotKept() {
    var inventory = new Inventory(new MemoryInventoryLog(), clock);
    Call.get("/a").agent("probe token=hunter22hunter22").on(inventory.tap());
    assertThat(inventory.endpoints(Instant.EPOCH).rows().getFirst().callers().toString())
        .contains("probe")
        .doesNotContain("hunter22");
  }

  @Test
  void itIsToldWhatHadNoRoom() {
    var inventory = new Inventory(new MemoryInventoryLog(), clock);
    InventoryTap tap = inventory.tap();
    for (int i = 0; i < 12_000; i++) {
      Call.get("/" + word(i % 60) + "/" + word(i / 60 % 90) + "/" + word(i % 77)).on(tap);
    }
    assertThat(inventory.endpoints(Instant.EPOCH).unnamed()).isPositive();
    assertThat(inventory.overCap()).isPositive();
  }
}
