package dev.figleaf.sample.monolith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ShopExtension.class)
class ShopPagesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/catalog",
        "/catalog?page=3&q=oak",
        "/catalog/SKU-000007",
        "/login",
        "/files",
        "/files/price-list.pdf",
        "/files/products.csv",
        "/files/catalog-scan.bin",
        "/reports/sales?delay=0",
        "/ticker.html",
        "/feed.xml",
        "/assets/shop.css",
        "/assets/ticker.js",
        "/api/catalog",
        "/api/catalog/items",
        "/api/catalog/items/7",
        "/api/catalog/categories",
        "/api/catalog/picks",
        "/api/users",
        "/api/users/7",
        "/ticker?ticks=3"
      })
  void samePageIsTheSameBytesEachTimeAndHeadIsItsHead(String path, TestShop shop) throws Exception {
    var first = shop.bytes(path);
    var second = shop.bytes(path);
    var head = shop.send("HEAD", path, "");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(lengthAndType(head)).isEqualTo(lengthAndType(first));
  }

  private static String lengthAndType(HttpResponse<?> answer) {
    return answer.headers().firstValue("Content-Length")
        + " "
        + answer.headers().firstValue("Content-Type");
  }

  @Test
  void markupInDataIsShownAsText(TestShop shop) throws Exception {
    var page = shop.get("/catalog?q=%3CXL%3E").body();

    assertThat(page).contains("&lt;XL&gt;").doesNotContain("<XL>");
  }

  @Test
  void searchIsEchoedAsText(TestShop shop) throws Exception {
    var page = shop.get("/catalog?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").body();

    assertThat(page).contains("value=\"&quot;&gt;&lt;script&gt;").doesNotContain("<script>");
  }

  @Test
  void oldAddressMovesToAnAbsoluteOne(TestShop shop) throws Exception {
    var answer = shop.get("/products?id=7", "Host", "shop.example:8080");

    assertThat(answer.statusCode()).isEqualTo(301);
    assertThat(answer.headers().firstValue("Location"))
        .contains("http://shop.example:8080/catalog/SKU-000007");
  }

  @Test
  void homeSetsACookieThatExpires(TestShop shop) throws Exception {
    assertThat(shop.get("/").headers().firstValue("Set-Cookie"))
        .contains("seen=1; Path=/; Expires=Thu, 31 Dec 2037 23:59:59 GMT");
  }

  @Test
  void strangersGetAPageThatSaysNotFound(TestShop shop) throws Exception {
    var answer = shop.get("/nothing/here");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("<h1>404 not found</h1>");
  }

  @ParameterizedTest
  @CsvSource({"/catalog, 'GET, HEAD'", "/api/orders, 'GET, HEAD, POST'", "/logout, POST"})
  void otherMethodsAreRefusedWithTheOnesThatWork(String path, String allowed, TestShop shop)
      throws Exception {
    var answer = shop.send("DELETE", path, "");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains(allowed);
  }

  @Test
  void compressesForWhoAsks(TestShop shop) throws Exception {
    var plain = shop.bytes("/catalog");
    var small = shop.bytes("/catalog", "Accept-Encoding", "br, gzip;q=0.8");

    assertThat(small.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(small.body()).hasSizeLessThan(plain.body().length / 2);
    try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
      assertThat(unzipped.readAllBytes()).isEqualTo(plain.body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip;q=0", "br"})
  void doesNotCompressForOthers(String accepted, TestShop shop) throws Exception {
    var answer = shop.get("/catalog", "Accept-Encoding", accepted);

    assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(answer.headers().allValues("Vary")).contains("Accept-Encoding");
  }

  @Test
  void compressedAnswerHasAValidatorOfItsOwn(TestShop shop) throws Exception {
    var plain = shop.get("/feed.xml").headers().firstValue("ETag").orElseThrow();
    var small = shop.bytes("/feed.xml", "Accept-Encoding", "gzip").headers().firstValue("ETag");

    assertThat(small.orElseThrow()).isNotEqualTo(plain);
    var again = shop.bytes("/feed.xml", "Accept-Encoding", "gzip", "If-None-Match", small.get());
    assertThat(again.statusCode()).isEqualTo(304);
  }

  @Test
  void feedIsXmlWithAbsoluteLinks(TestShop shop) throws Exception {
    var feed = shop.get("/feed.xml", "Host", "shop.example").body();
    var document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(feed.getBytes(StandardCharsets.UTF_8)));

    var items = document.getElementsByTagName("item");
    assertThat(items.getLength()).isEqualTo(30);
    assertThat(document.getElementsByTagName("link").item(1).getTextContent())
        .startsWith("http://shop.example/catalog/SKU-");
  }
}
