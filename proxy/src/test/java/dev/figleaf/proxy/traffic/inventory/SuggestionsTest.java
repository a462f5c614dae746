package dev.figleaf.proxy.traffic.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.store.MemoryInventoryLog;
import dev.figleaf.proxy.traffic.InventoryTap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which seam to cut next, held by what it said before: after a change of words, {@code
 * -Dtest=SuggestionsTest -Dgolden.write=true} writes it anew.
 */
class SuggestionsTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/figleaf/proxy/traffic/inventory/suggestions.txt");
  private static final boolean WRITE =
      Boolean.getBoolean("golden.write") && System.getenv("CI") == null;

  /** A shop: much is read, orders are written within sessions, and all link to customers. */
  private static List<Supplier<Call>> shop() {
    var calls = new ArrayList<Supplier<Call>>();
    add(calls, 300, i -> Call.get("/api/catalog/items/" + i).client("10.0.0." + i % 40));
    add(calls, 80, _ -> Call.get("/api/catalog/search"));
    add(calls, 60, i -> Call.of("POST", "/api/orders").cookies("JSESSIONID=" + i).status(201));
    add(calls, 90, i -> Call.get("/api/orders/" + i).cookies("JSESSIONID=" + i));
    add(calls, 5, i -> Call.get("/api/orders/" + i).status(503));
    add(calls, 40, i -> Call.get("/api/customers/" + i + "/orders/" + i).cookies("sid=1"));
    add(calls, 20, i -> Call.get("/api/v2/reports/" + i));
    add(calls, 30, _ -> Call.get("/"));
    add(calls, 99, i -> Call.get("/api/users/" + i).seam("users"));
    add(calls, 99, i -> Call.get("/api/users/" + i).by("users"));
    add(calls, 50, i -> Call.get("/nothing" + i).status(404));
    return calls;
  }

  private static void add(List<Supplier<Call>> calls, int count, IntFunction<Call> made) {
    for (int i = 0; i < count; i++) {
      int number = i;
      calls.add(() -> made.apply(number));
    }
  }

  private static Suggestions suggestions(List<Supplier<Call>> calls) {
    var inventory = new Inventory(new MemoryInventoryLog(), () -> Call.NOW);
    InventoryTap tap = inventory.tap();
    calls.forEach(call -> call.get().on(tap));
    return Suggestions.of(inventory.endpoints(Instant.EPOCH), "shop");
  }

  private static String text(Suggestions suggestions) {
    var text = new StringBuilder("calls " + suggestions.calls() + "\n");
    for (var one : suggestions.ranked()) {
      text.append("\n").append(one.score()).append(" ").append(one.prefix()).append("\n");
      one.reasons().forEach(reason -> text.append("  ").append(reason).append("\n"));
      one.endpoints().forEach(endpoint -> text.append("  > ").append(endpoint).append("\n"));
    }
    return text.toString();
  }

  @Test
  void theShopIsToldWhatToCutNextAndWhy() throws IOException {
    String said = text(suggestions(shop()));
    if (WRITE) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, said);
    }
    assertThat(said).isEqualTo(Files.readString(GOLDEN));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theOrderOfRequestsMakesNoDifference(long seed) {
    List<Supplier<Call>> mixed = shop();
    Collections.shuffle(mixed, new Random(seed));
    assertThat(text(suggestions(mixed))).isEqualTo(text(suggestions(shop())));
  }

  @Test
  void whereNothingWasCountedNothingIsSuggested() {
    assertThat(suggestions(List.of())).isEqualTo(new Suggestions(0, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/api, /",
    "/orders, /orders",
    "/orders/{id}/items, /orders",
    "/api/v1/orders/{id}, /api/v1/orders",
    "/{id}/x, /",
    "/cart.do, /cart.do",
  })
  void aPrefixEndsWithTheFirstWordThatSaysWhatItIs(String template, String prefix) {
    assertThat(Prefixes.of(template)).isEqualTo(prefix);
  }

  @Test
  void idsAreCalledByTheWordBeforeThem() {
    assertThat(Prefixes.ids("/api/categories/{id}/Items/{uuid}/address/{name}"))
        .containsExactly("address", "category", "item");
    assertThat(Prefixes.ids("/{id}/{id}")).isEmpty();
  }
}
