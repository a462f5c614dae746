package dev.figleaf.sample.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogV2Test {
  @SuppressWarnings("NullAway.Init")
  private TestCatalog catalog;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    catalog = TestCatalog.open(folder.resolve("catalog.db"));
  }

  @AfterAll
  void close() throws Exception {
    catalog.close();
  }

  @Test
  void productIsTheSameInOtherWords() throws Exception {
    var ours = catalog.json("/v2/products/SKU-000007");
    var theirs = catalog.json("/api/catalog/items/7");

    assertThat(ours.at("/sku").asText()).isEqualTo("SKU-000007");
    assertThat(ours.has("id")).isFalse();
    assertThat(ours.at("/price/cents").asLong()).isEqualTo(cents(theirs.at("/price").asText()));
    assertThat(ours.at("/price/currency").asText()).isEqualTo("EUR");
    assertThat(ours.at("/category/label").asText()).isEqualTo(theirs.at("/category/name").asText());
    assertThat(Instant.parse(ours.at("/updatedAt").asText())).isAfter(Instant.EPOCH);
  }

  private static long cents(String decimal) {
    return Long.parseLong(decimal.replace(".", ""));
  }

  @Test
  void walkFromPageToPageSeesEveryProductOnce() throws Exception {
    var seen = new ArrayList<String>();
    var after = "";
    do {
      var page = catalog.json("/v2/products?limit=100&after=" + after);
      page.at("/products").forEach(product -> seen.add(product.at("/sku").asText()));
      after = page.at("/nextAfter").asText();
    } while (!after.isEmpty());

    assertThat(seen).hasSize(480).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void filterNarrowsTheList() throws Exception {
    var page = catalog.json("/v2/products?q=oak&category=CAT-02");

    assertThat(page.at("/products"))
        .isNotEmpty()
        .allMatch(product -> product.at("/category/code").asText().equals("CAT-02"))
        .allMatch(product -> product.at("/name").asText().contains("Oak"));
  }

  @Test
  void unknownProductIsAProblem() throws Exception {
    var answer = catalog.get("/v2/products/SKU-999999");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void categoriesCountTheirProducts() throws Exception {
    assertThat(catalog.json("/v2/categories").at("/categories/0/products").asInt()).isEqualTo(40);
  }

  @Test
  void healthIsUp() throws Exception {
    assertThat(catalog.json("/healthz").at("/status").asText()).isEqualTo("up");
  }
}
