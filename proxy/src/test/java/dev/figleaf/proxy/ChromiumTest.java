package dev.figleaf.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.harness.Chromium;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.TlsMaterial;
import dev.figleaf.sample.monolith.MonolithOptions;
import dev.figleaf.sample.monolith.ShopMonolith;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample shop works in a real browser, over HTTP/2 on TLS. */
@ProxyTest
@Timeout(120)
class ChromiumTest {
  private static final String LOADED =
      """
      return performance.getEntriesByType('navigation')
        .concat(performance.getEntriesByType('resource'))
        .map(entry => new URL(entry.name).pathname + ' ' + entry.nextHopProtocol);
      """;
  private static final String NEWEST = "return document.querySelector('#ticks td')?.textContent;";
  private static final String FIRST_RULES =
      "return Array.from(document.styleSheets, sheet => sheet.cssRules.length > 0);";

  @TempDir static Path folder;
  private static Vertx vertx;
  private static ShopMonolith shop;

  @BeforeAll
  static void openTheShop() throws Exception {
    vertx = Vertx.vertx();
    var options = new MonolithOptions(0, folder.resolve("shop.db")).ticking(Duration.ofMillis(100));
    shop = ShopMonolith.start(vertx, options).await(1, TimeUnit.MINUTES);
  }

  @AfterAll
  static void closeTheShop() throws Exception {
    vertx.close().await(1, TimeUnit.MINUTES);
  }

  @Test
  void aPageLoadsOverHttp2AndItsTickerTicks(ProxyHarness proxy) throws Exception {
    proxy.listening(TlsMaterial.listener(TlsMaterial.of(folder, "shop.test").pem()));
    proxy.rules(
        """
        version: 1
        upstreams: { monolith: { url: "http://127.0.0.1:%d" } }
        routes: [{ match: /**, to: monolith }]
        """
            .formatted(shop.port()));

    try (Chromium browser = Chromium.start()) {
      browser.open("https://127.0.0.1:%d/".formatted(proxy.port(1)));
      browser.follow("Ticker");

      String first = browser.await(NEWEST, _ -> true);
      assertThat(browser.await(NEWEST, newest -> !newest.equals(first)))
          .satisfies(
              newest -> assertThat(Long.parseLong(newest)).isGreaterThan(Long.parseLong(first)));
      assertThat(browser.list(LOADED))
          .contains("/ticker.html h2", "/assets/shop.css h2", "/assets/ticker.js h2")
          .allMatch(entry -> entry.endsWith(" h2"));
      assertThat(browser.list(FIRST_RULES)).isEqualTo(List.of("true"));
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
