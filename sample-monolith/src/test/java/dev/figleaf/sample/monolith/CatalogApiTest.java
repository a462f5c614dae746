package dev.figleaf.sample.monolith;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ShopExtension.class)
class CatalogApiTest {
  /** The public catalog in one figure; the extracted service's tests hold the same one. */
  private static final String CONTRACT =
      "03d17dc51a2bb4475a35005c5cc815931bafd0a4187cca988fe805f754fa0af9";

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void listComesInPagesWithAnAbsoluteLinkToTheNext(TestShop shop) throws Exception {
    var page =
        JSON.readTree(
            shop.get("/api/catalog/items?size=100&page=4", "Host", "shop.example").body());

    assertThat(page.at("/total").asInt()).isEqualTo(480);
    assertThat(page.at("/items")).hasSize(100);
    assertThat(page.at("/items/0/id").asInt()).isEqualTo(301);
    assertThat(page.at("/next").asText())
        .isEqualTo("http://shop.example/api/catalog/items?page=5&size=100");
  }

  @Test
  void lastPageNamesNoNext(TestShop shop) throws Exception {
    var page = JSON.readTree(shop.get("/api/catalog/items?size=100&page=5").body());

    assertThat(page.at("/items")).hasSize(80);
    assertThat(page.has("next")).isFalse();
  }

  @Test
  void listAndDetailDisagreeOnIdsTimesAndOrderOfKeys(TestShop shop) throws Exception {
    var item = JSON.readTree(shop.get("/api/catalog/items?size=1").body()).at("/items/0");
    var detail = JSON.readTree(shop.get("/api/catalog/items/1").body());

    assertThat(item.at("/id").isInt()).isTrue();
    assertThat(detail.at("/id").isTextual()).isTrue();
    assertThat(item.at("/updated").isIntegralNumber()).isTrue();
    assertThat(detail.at("/updated").asText()).endsWith(" GMT");
    assertThat(item.fieldNames().next()).isEqualTo("id");
    assertThat(detail.fieldNames().next()).isEqualTo("name");
    assertThat(detail.at("/price").asText())
        .isEqualTo(item.at("/price").asText())
        .matches("\\d+\\.\\d\\d");
  }

  @Test
  void oneProductAnswersToItsThreeIds(TestShop shop) throws Exception {
    var byNumber = shop.get("/api/catalog/items/7").body();
    var ref = JSON.readTree(byNumber).at("/ref").asText();

    assertThat(shop.get("/api/catalog/items/SKU-000007").body()).isEqualTo(byNumber);
    assertThat(shop.get("/api/catalog/items/" + ref).body()).isEqualTo(byNumber);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/catalog/items?page=0, page must be a number from 1 to 100000",
    "/api/catalog/items?size=101, size must be a number from 1 to 100",
    "/api/catalog/items?size=99999999999, size must be a number from 1 to 100",
    "/api/catalog/items?page=x, page must be a number from 1 to 100000"
  })
  void numbersOutOfBoundsAreRefusedInASentence(String path, String sentence, TestShop shop)
      throws Exception {
    var answer = shop.get(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).at("/error").asText()).isEqualTo(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"items/481", "items/0", "items/007", "items/1/2", "nothing"})
  void whatDoesNotExistIs404InJson(String path, TestShop shop) throws Exception {
    var answer = shop.get("/api/catalog/" + path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"error\":\"not found\",\"status\":404}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%25", "_", "%5C", "%27%20OR%20%271%27=%271"})
  void wildcardsAndSqlInASearchAreOnlyLetters(String search, TestShop shop) throws Exception {
    var page = JSON.readTree(shop.get("/api/catalog/items?q=" + search).body());

    assertThat(page.at("/total").asInt()).isZero();
  }

  @Test
  void searchAndCategoryNarrowTheListAndItsLink(TestShop shop) throws Exception {
    var page = JSON.readTree(shop.get("/api/catalog/items?q=oak&category=CAT-02&size=1").body());

    assertThat(page.at("/items/0/name").asText()).contains("Oak");
    assertThat(page.at("/items/0/category").asText()).isEqualTo("CAT-02");
    assertThat(page.at("/next").asText()).contains("?q=oak&category=CAT-02&page=2&size=1");
  }

  @Test
  void categoriesCountTheirProducts(TestShop shop) throws Exception {
    var categories = JSON.readTree(shop.get("/api/catalog/categories").body());

    assertThat(categories).hasSize(12);
    assertThat(categories.at("/0/count").asInt()).isEqualTo(40);
  }

  @Test
  void picksNameProductsByTheirSku(TestShop shop) throws Exception {
    var picks = JSON.readTree(shop.get("/api/catalog/picks").body()).at("/picks");

    assertThat(picks).hasSize(8);
    assertThat(picks.at("/0/id").asText()).isEqualTo("SKU-000007");
    assertThat(picks.at("/0/price").isNumber()).isTrue();
  }

  @Test
  void hostThatIsNoPlainNameDoesNotReachTheLinks(TestShop shop) throws Exception {
    var body = shop.get("/api/catalog", "Host", "a'b&c").body();

    assertThat(JSON.readTree(body).at("/items").asText())
        .isEqualTo(shop.origin() + "/api/catalog/items");
  }

  @Test
  void wholePublicCatalogIsTheOneThatWasAgreedOn(TestShop shop) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    for (var path : List.of("", "/categories", "/picks", "/items?q=%C3%BC&size=5")) {
      digest.update(shop.bytes("/api/catalog" + path, "Host", "shop.example").body());
    }
    for (var page = 1; page <= 5; page++) {
      var path = "/api/catalog/items?size=100&page=" + page;
      digest.update(shop.bytes(path, "Host", "shop.example").body());
    }
    for (var id = 1; id <= 480; id++) {
      digest.update(shop.bytes("/api/catalog/items/" + id, "Host", "shop.example").body());
    }

    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(CONTRACT);
  }
}
