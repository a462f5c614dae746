package dev.figleaf.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.harness.Head;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.sample.catalog.CatalogOptions;
import dev.figleaf.sample.catalog.CatalogService;
import dev.figleaf.sample.monolith.MonolithOptions;
import dev.figleaf.sample.monolith.ShopMonolith;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client of the sample shop cannot tell whether the facade is there, nor who serves the catalog.
 */
@ProxyTest
class SampleTransparencyTest {
  private static final String HOST = "Host: shop.example.com";
  private static final Pattern LINK =
      Pattern.compile("(?:href|src)=\"(?:http://shop\\.example\\.com)?(/[^\"#]*)\"");
  private static final int PAGES = 150;

  @TempDir static Path folder;
  private static Vertx vertx;
  private static ShopMonolith shop;
  private static CatalogService catalog;

  @BeforeAll
  static void openTheShop() throws Exception {
    vertx = Vertx.vertx();
    shop =
        ShopMonolith.start(vertx, new MonolithOptions(0, folder.resolve("shop.db")).withoutMeta())
            .await(1, TimeUnit.MINUTES);
    catalog =
        CatalogService.start(
                vertx, new CatalogOptions(0, folder.resolve("catalog.db")).withoutMeta())
            .await(1, TimeUnit.MINUTES);
  }

  @AfterAll
  static void closeTheShop() throws Exception {
    vertx.close().await(1, TimeUnit.MINUTES);
  }

  @Test
  void everyPageHasTheSameBytes(ProxyHarness proxy) throws IOException {
    proxy.rules(rules("0%"));
    var seen = new LinkedHashSet<String>();
    var next =
        new ArrayDeque<>(List.of("/", "/api/catalog", "/feed.xml", "/files", "/nothing-here"));
    while (!next.isEmpty() && seen.size() < PAGES) {
      String target = next.poll();
      if (!isEndless(target) && seen.add(target)) {
        Message straight = ask(shop.port(), "GET", target);
        assertSame(straight, ask(proxy.port(), "GET", target), target);
        next.addAll(links(straight));
      }
    }
    assertThat(seen).hasSize(PAGES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/catalog/items",
        "/api/catalog/items?page=3&size=7",
        "/api/catalog/items/7",
        "/api/catalog/items/100000",
        "/api/catalog/categories",
        "/api/catalog/picks"
      })
  void theExtractedCatalogAnswersAsTheMonolithDid(String target, ProxyHarness proxy)
      throws IOException {
    proxy.rules(rules("100%"));
    Message split = ask(proxy.port(), "GET", target);
    assertSame(ask(shop.port(), "GET", target), split, target);
    assertThat(split.header("X-Served-By")).hasValue("catalog");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/catalog/items/7", "/files/noise.bin", "/products?id=7"})
  void aLookAtTheHeadIsTheSame(String target, ProxyHarness proxy) throws IOException {
    proxy.rules(rules("0%"));
    assertSame(ask(shop.port(), "HEAD", target), ask(proxy.port(), "HEAD", target), target);
  }

  private static String rules(String weight) {
    return """
    version: 1
    upstreams:
      monolith: { url: "http://127.0.0.1:%d" }
      catalog: { url: "http://127.0.0.1:%d" }
    seams:
      catalog: { from: monolith, to: catalog, weight: %s, cohort: ["header:X-User-Id"] }
    routes:
      - { match: { path: /api/catalog/**, methods: [GET, HEAD] }, seam: catalog }
      - { match: /**, to: monolith }
    """
        .formatted(shop.port(), catalog.port(), weight);
  }

  private static Message ask(int port, String method, String target) throws IOException {
    try (RawSocket client = RawSocket.connect(port)) {
      client.send(method + " " + target + " HTTP/1.1\r\n" + HOST + "\r\n\r\n");
      return client.readFinalAnswer(method);
    }
  }

  private static void assertSame(Message straight, Message through, String target) {
    assertThat(through.head().startLine()).as(target).isEqualTo(straight.head().startLine());
    assertThat(endToEnd(through)).as(target).isEqualTo(endToEnd(straight));
    assertThat(through.body()).as(target).isEqualTo(straight.body());
  }

  /**
   * What is meant for the client; the order counts, the framing and the facade's own mark do not.
   */
  private static List<String> endToEnd(Message message) {
    Set<String> aside = Set.of("via", "x-served-by", "transfer-encoding", "connection");
    return message.head().headers().stream()
        .filter(header -> !aside.contains(header.name().toLowerCase(java.util.Locale.ROOT)))
        .map(Head.Header::toString)
        .map(line -> line.startsWith("Set-Cookie: SESSION=") ? "Set-Cookie: SESSION" : line)
        .toList();
  }

  private static List<String> links(Message page) {
    return LINK.matcher(page.text())
        .results()
        .map(result -> result.group(1).replace("&amp;", "&"))
        .toList();
  }

  private static boolean isEndless(String target) {
    return target.startsWith("/ticker") || target.startsWith("/ws/");
  }
}
