package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.sample.catalog.CatalogOptions;
import dev.figleaf.sample.catalog.CatalogService;
import dev.figleaf.sample.monolith.MonolithOptions;
import dev.figleaf.sample.monolith.ShopMonolith;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample shop's {@code /api/home}, by its own rules, through a well and an ill catalog. */
@ProxyTest
class SampleHomeTest {
  private static final String MOBILE = "X-Client: mobile";
  private static final String ADA = "X-User-Id: 1";

  @TempDir static Path folder;
  private static Vertx vertx;
  private static ShopMonolith shop;
  private static CatalogService catalog;

  @BeforeAll
  static void openTheShop() throws Exception {
    vertx = Vertx.vertx();
    shop =
        ShopMonolith.start(vertx, new MonolithOptions(0, folder.resolve("shop.db")))
            .await(1, TimeUnit.MINUTES);
    catalog =
        CatalogService.start(vertx, new CatalogOptions(0, folder.resolve("catalog.db")))
            .await(1, TimeUnit.MINUTES);
  }

  @AfterAll
  static void closeTheShop() throws Exception {
    vertx.close().await(1, TimeUnit.MINUTES);
  }

  @BeforeEach
  void theCatalogIsWell() throws Exception {
    switches("{}");
  }

  private static void switches(String json) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + catalog.port() + "/switches");
      var put = HttpRequest.newBuilder(uri).PUT(HttpRequest.BodyPublishers.ofString(json)).build();
      assertThat(client.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }
  }

  /** The rules of the samples, with the catalog serving everybody. */
  private static void rules(ProxyHarness proxy, String rescue) throws IOException {
    proxy.rules(
        Files.readString(Path.of("../routing-rules/rules/shop.yaml"))
            .replaceFirst("url: \\$\\{MONOLITH_URL.*", "url: http://127.0.0.1:" + shop.port())
            .replaceFirst("url: \\$\\{CATALOG_URL.*", "url: http://127.0.0.1:" + catalog.port())
            .replaceFirst("weight: 20%", "weight: 100%\n    rescue: " + rescue));
  }

  private static JsonNode json(Message answer) throws IOException {
    assertThat(answer).hasStatus(200);
    return new ObjectMapper().readTree(answer.text());
  }

  @Test
  void aPhoneGetsUserThreeOrdersAndPicksInASmallAnswer(ProxyHarness proxy) throws IOException {
    rules(proxy, "safe");

    Message answer = proxy.get("/api/home", MOBILE, ADA);
    JsonNode home = json(answer);
    assertThat(home.path("user").size()).isEqualTo(2);
    assertThat(home.path("orders")).hasSize(3);
    assertThat(home.at("/orders/0").size()).isEqualTo(4);
    assertThat(home.at("/picks/0").size()).isEqualTo(3);
    assertThat(answer.body().length).isLessThan(2_000);
    assertThat(answer)
        .hasHeader("X-Figleaf-Parts", "user;ok, orders;ok, picks;ok")
        .hasHeader("Cache-Control", "private, no-cache");
  }

  @Test
  void aBrowserGetsAllOfItWithTheLinesOfEachOrder(ProxyHarness proxy) throws IOException {
    rules(proxy, "safe");

    JsonNode home = json(proxy.get("/api/home?orders=5", ADA));
    assertThat(home.at("/orders/orders")).hasSize(5);
    assertThat(home.path("lines")).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(home.at("/lines/" + i + "/id"))
          .isEqualTo(home.at("/orders/orders/" + i + "/orderId"));
      assertThat(home.at("/lines/" + i + "/lines")).isNotEmpty();
    }
    assertThat(home.at("/_parts/picks/code").textValue()).isEqualTo("ok");
  }

  @Test
  void whoIsNobodyHasNoHome(ProxyHarness proxy) throws IOException {
    rules(proxy, "safe");

    assertThat(proxy.get("/api/home", MOBILE)).hasStatus(401).hasCode("part-failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { "down": true }     | upstream-reset
          { "slow": "2s" }     | timeout
          { "errorRate": 1.0 } | status-500
          """)
  void withAnIllCatalogTheAnswerIsPartialAsDeclared(
      String switches, String code, ProxyHarness proxy) throws Exception {
    rules(proxy, "off");
    switches(switches);

    for (String client : new String[] {MOBILE, "X-Client: web"}) {
      Message answer = proxy.get("/api/home", client, ADA);
      JsonNode home = json(answer);
      assertThat(home.findValue("picks").findValuesAsText("id")).isEmpty();
      assertThat(home.path("user").path("id").intValue()).isEqualTo(1);
      assertThat(answer.header("X-Figleaf-Parts").orElseThrow())
          .endsWith("picks;" + code + ";default");
      assertThat(answer).hasHeader("Cache-Control", "no-store");
    }
  }

  @Test
  void aCatalogThatIsDownIsRescuedByTheMonolith(ProxyHarness proxy) throws Exception {
    rules(proxy, "safe");
    switches("{ \"down\": true }");

    Message answer = proxy.get("/api/home", MOBILE, ADA);
    assertThat(json(answer).path("picks")).isNotEmpty();
    assertThat(answer).hasHeader("X-Figleaf-Parts", "user;ok, orders;ok, picks;ok");
  }
}
