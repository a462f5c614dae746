package dev.figleaf.sample.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private TestCatalog catalog;

  @BeforeEach
  void open() throws Exception {
    catalog = TestCatalog.open(new CatalogOptions(0, folder.resolve("catalog.db")).withoutMeta());
  }

  @AfterEach
  void close() throws Exception {
    catalog.close();
  }

  @Test
  void faultsAreOffAtFirstAndPutTurnsOffWhatItDoesNotName() throws Exception {
    assertThat(catalog.get("/faults").body()).isEqualTo("[]");
    assertThat(catalog.put("/faults", "[\"slow\",\"rounding\"]").statusCode()).isEqualTo(200);
    assertThat(catalog.get("/faults").body()).isEqualTo("[\"rounding\",\"slow\"]");

    catalog.put("/faults", "[\"stale\"]");

    assertThat(catalog.get("/faults").body()).isEqualTo("[\"stale\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"fast\"]", "[null]", "{}", "null", "[\"slow\"", "[[]]"})
  void listThatMakesNoSenseIsRefusedAndChangesNothing(String body) throws Exception {
    catalog.put("/faults", "[\"order\"]");

    assertThat(catalog.put("/faults", body).statusCode()).isEqualTo(400);
    assertThat(catalog.get("/faults").body()).isEqualTo("[\"order\"]");
  }

  @Test
  void serviceThatIsDownStillHearsOfItsFaults() throws Exception {
    catalog.put("/switches", "{\"down\":true}");

    assertThat(catalog.put("/faults", "[\"slow\"]").statusCode()).isEqualTo(200);
  }

  @Test
  void roundingShowsOnThePageOfOneProductInAHundredAndInItsPriceOnly() throws Exception {
    var changed = changedBy("rounding");

    assertThat(changed.keySet()).isNotEmpty().allMatch(id -> id % 100 == 42);
    assertThat(changed.values()).allMatch(pages -> pages.differOnlyIn("price"));
    assertThat(changed.get(42)).matches(pages -> pages.wrong.at("/price").asText().endsWith("0"));
  }

  @Test
  void missingLeavesOutTheBrandOfOneProductInAHundred() throws Exception {
    var changed = changedBy("missing");

    assertThat(changed.keySet()).isNotEmpty().allMatch(id -> id % 100 == 17);
    assertThat(changed.values())
        .allMatch(pages -> pages.differOnlyIn("brand") && !pages.wrong.has("brand"));
  }

  @Test
  void orderBringsTheSamePicksByTheirNames() throws Exception {
    var right = catalog.json("/api/catalog/picks").at("/picks").findValuesAsText("title");
    catalog.put("/faults", "[\"order\"]");
    var wrong = catalog.json("/api/catalog/picks").at("/picks").findValuesAsText("title");

    assertThat(wrong).isNotEqualTo(right).isEqualTo(right.stream().sorted().toList());
  }

  @Test
  void slowMakesASearchSlowAndNothingElse() throws Exception {
    catalog.put("/faults", "[\"slow\"]");

    assertThat(took("/api/catalog/items?q=oak")).isGreaterThan(Duration.ofMillis(390));
    assertThat(took("/v2/products?q=oak")).isGreaterThan(Duration.ofMillis(390));
    assertThat(took("/api/catalog/items?category=CAT-02")).isLessThan(Duration.ofMillis(390));
  }

  @Test
  void whatThePagesOfListsShowIsLeftAlone() throws Exception {
    var right = catalog.get("/api/catalog/items?size=100", "Host", "shop.example").body();
    catalog.put("/faults", "[\"rounding\",\"missing\",\"order\",\"stale\"]");

    assertThat(catalog.get("/api/catalog/items?size=100", "Host", "shop.example").body())
        .isEqualTo(right);
  }

  @Test
  void stalePageShowsWhatWasBeforeAWriteAndTheListWhatIs() throws Exception {
    var before = catalog.json("/api/catalog/items/1").at("/stock").asInt();
    catalog.put("/faults", "[\"stale\"]");
    catalog.put("/v2/products/SKU-000001/stock", "{\"available\":" + (before + 1) + "}");

    assertThat(catalog.json("/api/catalog/items/1").at("/stock").asInt()).isEqualTo(before);
    assertThat(catalog.json("/api/catalog/items").at("/items/0/stock").asInt())
        .isEqualTo(before + 1);

    catalog.put("/faults", "[]");

    assertThat(catalog.json("/api/catalog/items/1").at("/stock").asInt()).isEqualTo(before + 1);
  }

  @Test
  void optionsSetTheFaultsAtTheStart() throws Exception {
    var data = folder.resolve("b.db").toString();
    var arguments = List.of("--port", "0", "--data", data, "--faults", "order,stale");
    try (var faulty = TestCatalog.open(CatalogOptions.parse(arguments, Map.of()))) {
      assertThat(faulty.get("/faults").body()).isEqualTo("[\"stale\",\"order\"]");
    }
  }

  /** One product's page as it should be, and as it is. */
  private record Pages(JsonNode right, JsonNode wrong) {
    boolean differOnlyIn(String field) {
      return without(right, field).equals(without(wrong, field));
    }

    private static JsonNode without(JsonNode page, String field) {
      return page.<ObjectNode>deepCopy().without(field);
    }
  }

  private Map<Integer, Pages> changedBy(String fault) throws Exception {
    var right = pages();
    catalog.put("/faults", "[\"" + fault + "\"]");
    var changed = new TreeMap<Integer, Pages>();
    pages()
        .forEach(
            (id, page) -> changed.put(id, new Pages(Objects.requireNonNull(right.get(id)), page)));
    changed.values().removeIf(pages -> pages.right.equals(pages.wrong));
    return changed;
  }

  private Map<Integer, JsonNode> pages() throws Exception {
    var pages = new TreeMap<Integer, JsonNode>();
    for (var id : IntStream.rangeClosed(1, 480).boxed().toList()) {
      pages.put(id, catalog.json("/api/catalog/items/" + id));
    }
    return pages;
  }

  private Duration took(String path) throws Exception {
    var start = System.nanoTime();
    assertThat(catalog.get(path).statusCode()).isEqualTo(200);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
