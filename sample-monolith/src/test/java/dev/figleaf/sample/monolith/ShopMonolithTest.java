package dev.figleaf.sample.monolith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.net.BindException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(ShopExtension.class)
class ShopMonolithTest {
  @TempDir Path folder;

  @Test
  void slowReportHoldsUpNobody(TestShop shop) throws Exception {
    var report = shop.later("/reports/sales?delay=19000");

    for (var i = 0; i < 50; i++) {
      assertThat(shop.get("/api/catalog/items?page=" + (i % 20 + 1)).statusCode()).isEqualTo(200);
    }

    assertThat(report).isNotDone();
    report.cancel(true);
  }

  @Test
  void reportTakesTheTimeThatItIsTold(TestShop shop) throws Exception {
    var start = System.nanoTime();

    var report = shop.get("/reports/sales?delay=300");

    assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(290));
    assertThat(report.body()).contains("Revenue");
  }

  @Test
  void reportThatWouldTakeForeverIsRefused(TestShop shop) throws Exception {
    assertThat(shop.get("/reports/sales?delay=30001").statusCode()).isEqualTo(400);
  }

  @Test
  void ordersAndSessionsOutliveARestart() throws Exception {
    var database = folder.resolve("shop.db");
    String cookie;
    String location;
    try (var shop = TestShop.open(database)) {
      cookie = shop.login("ada.abbott@shop.example");
      var bought = shop.form("/orders", cookie, "sku", "SKU-000007", "quantity", "1");
      location = bought.headers().firstValue("Location").orElseThrow();
      location = location.substring(shop.origin().length());
    }

    try (var shop = TestShop.open(database)) {
      assertThat(shop.get(location, "Cookie", cookie).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void stoppingEndsStreamsAndTheListener() throws Exception {
    try (var shop = TestShop.open(folder.resolve("shop.db"))) {
      var ticker =
          shop.client().send(shop.request("/ticker").build(), BodyHandlers.ofInputStream());

      shop.stop();

      assertThat(ticker.body().readAllBytes()).isNotEmpty();
      assertThatThrownBy(() -> shop.get("/")).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void portThatIsTakenFailsTheStart() throws Exception {
    var vertx = Vertx.vertx();
    try (var taken = new ServerSocket(0)) {
      var options = new MonolithOptions(taken.getLocalPort(), folder.resolve("shop.db"));
      var start = ShopMonolith.start(vertx, options);

      assertThatThrownBy(() -> start.await(20, TimeUnit.SECONDS)).isInstanceOf(BindException.class);
      assertThat(vertx.deploymentIDs()).isEmpty();
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void flagsWinOverTheEnvironment() {
    var options =
        MonolithOptions.parse(
            List.of("--port", "0", "--data", "a.db", "--follower", "http://[::1]:8082"),
            Map.of("SHOP_PORT", "9", "SHOP_HOST", "::1", "SHOP_META", "off"));

    assertThat(options.port()).isZero();
    assertThat(options.database()).isEqualTo(Path.of("a.db"));
    assertThat(options.host()).isEqualTo("::1");
    assertThat(options.follower()).hasToString("http://[::1]:8082");
    assertThat(options.meta()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "--prot 1, unknown flag --prot",
    "--port, --port needs a value",
    "--port 65536, 'a port is a number from 0 to 65535, not 65536'",
    "--follower 8082, 'a follower is such as http://127.0.0.1:8082, not 8082'",
    "--meta maybe, 'meta is on or off, not maybe'",
    "--port x, 'a port is a number from 0 to 65535, not x'"
  })
  void wrongFlagIsToldInASentence(String arguments, String sentence) {
    assertThatThrownBy(() -> MonolithOptions.parse(List.of(arguments.split(" ")), Map.of()))
        .hasMessage(sentence);
  }
}
