package dev.figleaf.sample.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicCatalogTest {
  /** The public catalog in one figure; the monolith's tests hold the same one. */
  private static final String CONTRACT =
      "03d17dc51a2bb4475a35005c5cc815931bafd0a4187cca988fe805f754fa0af9";

  @SuppressWarnings("NullAway.Init")
  private TestCatalog catalog;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    catalog = TestCatalog.open(new CatalogOptions(0, folder.resolve("catalog.db")).withoutMeta());
  }

  @AfterAll
  void close() throws Exception {
    catalog.close();
  }

  @Test
  void wholePublicCatalogIsTheOneThatWasAgreedOn() throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    for (var path : List.of("", "/categories", "/picks", "/items?q=%C3%BC&size=5")) {
      digest.update(bytes("/api/catalog" + path));
    }
    for (var page = 1; page <= 5; page++) {
      digest.update(bytes("/api/catalog/items?size=100&page=" + page));
    }
    for (var id = 1; id <= 480; id++) {
      digest.update(bytes("/api/catalog/items/" + id));
    }

    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(CONTRACT);
  }

  private byte[] bytes(String path) throws Exception {
    return catalog.get(path, "Host", "shop.example").body().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void oneProductAnswersToTheMonolithsThreeIds() throws Exception {
    var byNumber = catalog.get("/api/catalog/items/7").body();
    var ref = catalog.json("/api/catalog/items/7").at("/ref").asText();

    assertThat(catalog.get("/api/catalog/items/SKU-000007").body()).isEqualTo(byNumber);
    assertThat(catalog.get("/api/catalog/items/" + ref).body()).isEqualTo(byNumber);
  }

  @ParameterizedTest
  @ValueSource(strings = {"items/481", "items/0", "items/007", "items/1/2", "nothing"})
  void whatDoesNotExistIsRefusedInTheMonolithsWords(String path) throws Exception {
    var answer = catalog.get("/api/catalog/" + path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"error\":\"not found\",\"status\":404}");
  }

  @ParameterizedTest
  @CsvSource({
    "page=0, page must be a number from 1 to 100000",
    "size=101, size must be a number from 1 to 100"
  })
  void numbersOutOfBoundsAreRefusedInTheMonolithsWords(String query, String sentence)
      throws Exception {
    assertThat(catalog.json("/api/catalog/items?" + query).at("/error").asText())
        .isEqualTo(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%25", "_", "%5C", "%27%20OR%20%271%27=%271"})
  void wildcardsAndSqlInASearchAreOnlyLetters(String search) throws Exception {
    assertThat(catalog.json("/api/catalog/items?q=" + search).at("/total").asInt()).isZero();
  }

  @Test
  void whatTheClientHasIsNotSentAgain() throws Exception {
    var now = catalog.get("/api/catalog/items/7").headers();
    var tag = now.firstValue("ETag").orElseThrow();
    var modified = now.firstValue("Last-Modified").orElseThrow();

    assertThat(catalog.get("/api/catalog/items/7", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
    assertThat(catalog.get("/api/catalog/items/7", "If-Modified-Since", modified).statusCode())
        .isEqualTo(304);
  }

  @Test
  void headIsTheHeadOfGet() throws Exception {
    var get = catalog.get("/api/catalog/items");
    var head = catalog.send("HEAD", "/api/catalog/items", "");

    assertThat(head.body()).isEmpty();
    assertThat(head.headers()).isEqualTo(get.headers());
  }

  @Test
  void otherMethodsAreRefusedWithTheOnesThatWork() throws Exception {
    var answer = catalog.send("POST", "/api/catalog/items", "{}");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void answersSayWhoServedThem() throws Exception {
    assertThat(catalog.get("/api/catalog").headers().firstValue("X-Served-By")).contains("catalog");
  }
}
