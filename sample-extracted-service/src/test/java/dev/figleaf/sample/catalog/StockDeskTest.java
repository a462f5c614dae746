package dev.figleaf.sample.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StockDeskTest {
  private static final String DESK = "/v2/products/SKU-000007/stock";

  @SuppressWarnings("NullAway.Init")
  private TestCatalog catalog;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    catalog = TestCatalog.open(folder.resolve("catalog.db"));
  }

  @AfterEach
  void close() throws Exception {
    catalog.close();
  }

  @Test
  void whatTheShopTellsShowsAtOnceInBothContracts() throws Exception {
    assertThat(catalog.put(DESK, "{\"available\":1234}").statusCode()).isEqualTo(200);

    assertThat(catalog.json("/v2/products/SKU-000007").at("/stock/available").asInt())
        .isEqualTo(1234);
    assertThat(catalog.json("/api/catalog/items/7").at("/stock").asInt()).isEqualTo(1234);
  }

  @Test
  void productThatIsNotThereIs404() throws Exception {
    assertThat(catalog.put("/v2/products/SKU-000481/stock", "{\"available\":1}").statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"available\":-1}", "{\"available\":1000001}", "{\"available\":1.5}", "7"})
  void numberThatMakesNoSenseIsRefusedAndChangesNothing(String body) throws Exception {
    var before = catalog.json("/api/catalog/items/7").at("/stock").asInt();

    assertThat(catalog.put(DESK, body).statusCode()).isEqualTo(400);
    assertThat(catalog.json("/api/catalog/items/7").at("/stock").asInt()).isEqualTo(before);
  }
}
