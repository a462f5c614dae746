package dev.figleaf.proxy.traffic.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.store.MemoryInventoryLog;
import dev.figleaf.proxy.traffic.InventoryTap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SunsetTest {
  private Instant now = Call.NOW;
  private final Inventory inventory = new Inventory(new MemoryInventoryLog(), () -> now);
  private final InventoryTap tap = inventory.tap();

  private void call(Call call) {
    call.at(now).took(Duration.ZERO).on(tap);
  }

  private void later(int days) {
    inventory.flush();
    now = now.plus(Duration.ofDays(days));
  }

  private Sunset sunset(int days) {
    return Sunset.of(inventory.endpoints(Instant.EPOCH), "shop", days);
  }

  @Test
  void whatHadNoSuccessForSoLongIsToldWithItsLastCallers() {
    call(Call.get("/old/1").agent("cron"));
    call(Call.get("/alive"));
    later(31);
    call(Call.get("/old/1").status(500).agent("monitor"));
    call(Call.get("/alive"));

    Sunset sunset = sunset(30);
    assertThat(sunset.enough()).isTrue();
    assertThat(sunset.total()).isEqualTo(2);
    assertThat(sunset.silent()).hasSize(1);
    var silent = sunset.silent().getFirst().row();
    assertThat(silent.endpoint().template()).isEqualTo("/old/{id}");
    assertThat(silent.lastSuccessAt()).isEqualTo(Call.NOW.toEpochMilli());
    assertThat(silent.callers()).extracting(one -> one.name()).containsExactly("monitor", "cron");
    assertThat(sunset(32).silent()).isEmpty();
  }

  @Test
  void whoElseAnswersItIsTold() {
    call(Call.get("/items/1"));
    later(31);
    call(Call.get("/items/2").by("catalog"));
    assertThat(sunset(30).silent().getFirst().answeredBy()).containsExactly("catalog");
  }

  @Test
  void noMoreDaysAreClaimedThanWereWatched() {
    call(Call.get("/never").status(500));
    call(Call.get("/once"));
    later(3);
    Sunset sunset = sunset(30);
    assertThat(sunset.enough()).isFalse();
    assertThat(sunset.sentence())
        .contains("since 2026-12-01T10:00:00Z only")
        .contains("nothing can be said");
    assertThat(sunset.silent())
        .extracting(one -> one.row().endpoint().template())
        .containsExactly("/never");
    assertThat(sunset(2).enough()).isTrue();
  }

  @Test
  void daysOnWhichNobodyWatchedAreTold() {
    call(Call.get("/once"));
    later(1);
    inventory.flush();
    assertThat(sunset(30).daysWatched()).isEqualTo(2);
  }

  @Test
  void whatHasNoNameIsNoEndpoint() {
    call(Call.get("/nothing").status(404));
    later(31);
    assertThat(sunset(30).silent()).isEmpty();
  }

  @Test
  void nothingIsKnownBeforeAnybodyWatched() {
    var empty = new Endpoints(now, now, List.of(), List.of(), 0);
    assertThat(Sunset.of(empty, "shop", 30).sentence()).contains("Nothing is known");
  }
}
