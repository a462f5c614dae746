package dev.figleaf.proxy.traffic.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.store.InventoryRow;
import dev.figleaf.proxy.store.InventoryRow.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LoopInventoryTest {
  private final LoopInventory loop = new LoopInventory();

  private static List<InventoryRow> added(LoopInventory loop) {
    return loop.all().stream().map(EndpointCounts::added).filter(Objects::nonNull).toList();
  }

  private static Map<String, Long> calls(LoopInventory loop) {
    var calls = new TreeMap<String, Long>();
    for (InventoryRow row : added(loop)) {
      String name = row.endpoint().method() + " " + row.endpoint().template();
      calls.merge(name + " " + row.endpoint().upstream(), row.counts()[0], Long::sum);
    }
    return calls;
  }

  private InventoryRow only() {
    List<InventoryRow> rows = added(loop);
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  @Test
  void callsAreCountedByTemplateMethodAndUpstream() {
    Call.get("/orders/1").on(loop);
    Call.get("/orders/2").on(loop);
    Call.get("/orders/2").by("orders").on(loop);
    Call.of("POST", "/orders").status(201).on(loop);
    Call.of("BREW", "/pot").on(loop);

    assertThat(calls(loop))
        .isEqualTo(
            Map.of(
                "GET /orders/{id} shop", 2L,
                "GET /orders/{id} orders", 1L,
                "POST /orders shop", 1L,
                "(other) /pot shop", 1L));
    assertThat(added(loop)).as("told once").isEmpty();
  }

  @Test
  void whatTheGateRefusedIsNoCall() {
    Call refused = Call.get("/a");
    refused.outcome.revision = 0;
    refused.on(loop);
    assertThat(added(loop)).isEmpty();
  }

  @Test
  void successesAndFailuresAreCounted() {
    for (int status : new int[] {200, 304, 101, 403, 500, 503}) {
      Call.get("/a").status(status).on(loop);
    }
    long[] counts = only().counts();
    assertThat(counts).startsWith(6, 3, 2);
  }

  @Test
  void latenciesAreCountedInStepsButTunnelsAreNot() {
    Call.get("/a").took(Duration.ofMillis(4)).on(loop);
    Call.get("/a").took(Duration.ofMillis(5)).on(loop);
    Call.get("/a").took(Duration.ofMinutes(1)).on(loop);
    Call.get("/a").status(101).took(Duration.ofHours(1)).on(loop);

    long[] counts = only().counts();
    assertThat(LatencySteps.quantile(counts, EndpointCounts.STEPS, 0.5)).isBetween(5.0, 10.0);
    assertThat(counts[InventoryRow.COUNTS.indexOf("longer")]).isOne();
  }

  @Test
  void cookiesOfSessionsAreKnownByTheirNames() {
    Call.get("/a").cookies("theme=dark; JSESSIONID=9F").on(loop);
    Call.get("/a").cookies("theme=session").on(loop);
    Call.get("/a").cookies("_shop_session=1").on(loop);
    Call.get("/a").cookies("connect.sid=s%3A1;x=1").on(loop);
    Call.get("/a").cookies("; =;;x").on(loop);
    Call.get("/a").on(loop);

    long[] counts = only().counts();
    assertThat(counts[InventoryRow.COUNTS.indexOf("with_cookies")]).isEqualTo(5);
    assertThat(counts[InventoryRow.COUNTS.indexOf("with_session")]).isEqualTo(3);
  }

  @Test
  void clientsAreCountedAndBeginAnewEachDay() {
    for (int i = 0; i < 3_000; i++) {
      Call.get("/a").client("10.0." + i % 1_000 / 250 + "." + i % 250).on(loop);
    }
    assertThat(ClientSketch.estimate(only().sketch())).isBetween(850L, 1_150L);

    Call.get("/a").at(Call.NOW.plus(Duration.ofDays(1))).on(loop);
    assertThat(ClientSketch.estimate(only().sketch())).isOne();
  }

  @Test
  void theLastCallersAreKnownEachOnce() {
    for (int i = 0; i < 8; i++) {
      Call.get("/a").agent("agent " + i % 4).at(Call.NOW.plusSeconds(i)).on(loop);
    }
    Call.get("/a").agent("x".repeat(5_000)).at(Call.NOW.plusSeconds(20)).on(loop);
    assertThat(only().callers())
        .extracting(Caller::name)
        .containsExactlyInAnyOrder("agent 2", "agent 3", "x".repeat(100));
  }

  @Test
  void theLastSuccessIsKnown() {
    Call.get("/a").took(Duration.ZERO).on(loop);
    Call.get("/a").status(500).at(Call.NOW.plusSeconds(9)).took(Duration.ZERO).on(loop);
    InventoryRow row = only();
    assertThat(row.lastSuccessAt()).isEqualTo(Call.NOW.toEpochMilli());
    assertThat(row.lastAt()).isEqualTo(Call.NOW.plusSeconds(9).toEpochMilli());
  }

  @Test
  void whoTriesNamesThatAreNotThereLearnsUsNone() {
    Call.get("/about").on(loop);
    for (int i = 0; i < 1_000; i++) {
      Call.get("/wp-" + letters(i)).status(404).on(loop);
    }
    Call.get("/about").status(404).on(loop);
    assertThat(calls(loop))
        .isEqualTo(Map.of("GET /about shop", 2L, "GET (not found) shop", 1_000L));
  }

  @Test
  void secretsInPathsAreNotKept() {
    Call.get("/login;jsessionid=9A3FFA21").on(loop);
    Call.get("/u/ann@example.com/password=hunter22").on(loop);
    assertThat(calls(loop).keySet()).noneMatch(name -> name.matches(".*(9A3F|ann@|hunter).*"));
  }

  @Test
  void hostilePathsAreBounded() {
    for (int i = 0; i < 100_000; i++) {
      Call.get("/" + letters(i % 317) + "/" + letters(i) + "/" + letters(i * 31L)).on(loop);
    }
    assertThat(loop.all().size()).isLessThanOrEqualTo(4_101);
    Map<String, Long> calls = calls(loop);
    assertThat(calls.values().stream().mapToLong(n -> n).sum()).isEqualTo(100_000);
    assertThat(calls.size()).isLessThanOrEqualTo(LoopInventory.MOST_TEMPLATES + 2);
  }

  @Test
  void whatNobodyCalledForAnHourMakesRoom() {
    for (int i = 0; i < 40_000; i++) {
      Call.get("/" + letters(i % 90) + "/" + letters(i / 90 % 90) + "/" + letters(i % 77)).on(loop);
    }
    assertThat(calls(loop)).containsKey("GET (other) shop");

    Call.get("/late/comer").at(Call.NOW.plus(Duration.ofHours(2))).on(loop);
    Call.get("/late/comer").at(Call.NOW.plus(Duration.ofHours(2))).on(loop);
    assertThat(calls(loop)).containsEntry("GET /late/comer shop", 1L);
    assertThat(loop.all()).hasSizeLessThan(20);
  }

  @Property(tries = 60)
  void templatesAreTheSameInWhateverOrderRequestsCome(
      @ForAll @Size(min = 1, max = 120) List<@IntRange(max = 400) Integer> requests,
      @ForAll Random random) {
    var mixed = new ArrayList<>(requests);
    Collections.shuffle(mixed, random);
    assertThat(calls(counting(mixed))).isEqualTo(calls(counting(requests)));
  }

  private static LoopInventory counting(List<Integer> requests) {
    var loop = new LoopInventory();
    String[] forms = {"/items/%d", "/w%c/x", "/a/%c/%d", "/%c", "/d/2026-01-0%d", "/%c/%c;s=%d"};
    for (int n : requests) {
      String path =
          forms[n % forms.length].replace("%d", Integer.toString(n)).replace("%c", letters(n % 23));
      Call.get(path).status(n % 7 == 0 ? 503 : 200).on(loop);
    }
    return loop;
  }

  /** Words without digits, all different. */
  private static String letters(long number) {
    var word = new StringBuilder("w");
    for (long left = number; left > 0; left /= 26) {
      word.append((char) ('a' + left % 26));
    }
    return word.toString();
  }
}
