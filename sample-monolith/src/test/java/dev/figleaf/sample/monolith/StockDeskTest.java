package dev.figleaf.sample.monolith;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StockDeskTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vertx vertx = Vertx.vertx();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  @SuppressWarnings("NullAway.Init")
  private TestShop shop;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    HttpServer follower =
        vertx
            .createHttpServer()
            .requestHandler(this::hear)
            .listen(0, "127.0.0.1")
            .await(20, TimeUnit.SECONDS);
    var options =
        new MonolithOptions(0, folder.resolve("shop.db"))
            .followedBy(URI.create("http://127.0.0.1:" + follower.actualPort()));
    shop = TestShop.open(options);
  }

  private void hear(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              heard.add(request.method() + " " + request.path() + " " + body);
              request.response().setStatusCode(status).end();
            });
  }

  @AfterEach
  void close() throws Exception {
    shop.close();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "SKU-000007"})
  void numberThatIsSetShowsAtOnceAndTheFollowerHasHeardOfIt(String id) throws Exception {
    var answer = set(id, "{\"stock\":1234}");

    assertThat(answer).isEqualTo(200);
    assertThat(stock()).isEqualTo(1234);
    assertThat(heard).containsExactly("PUT /v2/products/SKU-000007/stock {\"available\":1234}");
  }

  @Test
  void manyClerksAtOnceAreAllServedAndBothSidesAgreeInTheEnd() throws Exception {
    var answers =
        IntStream.range(0, 32)
            .mapToObj(
                stock ->
                    shop.client()
                        .sendAsync(
                            shop.request("/api/catalog/items/7")
                                .method(
                                    "PATCH", BodyPublishers.ofString("{\"stock\":" + stock + "}"))
                                .build(),
                            BodyHandlers.ofString()))
            .toList();

    assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
    assertThat(heard).hasSize(32);
    assertThat(heard.getLast()).endsWith("{\"available\":" + stock() + "}");
  }

  @Test
  void whatTheFollowerDoesNotHearIsNotDone() throws Exception {
    var before = stock();
    status = 500;

    assertThat(set("7", "{\"stock\":1234}")).isEqualTo(503);
    assertThat(stock()).isEqualTo(before);
  }

  @Test
  void productThatIsNotThereIs404AndNobodyHearsOfIt() throws Exception {
    assertThat(set("481", "{\"stock\":1}")).isEqualTo(404);
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"stock\":-1}", "{\"stock\":1000001}", "{\"stock\":\"x\"}", "7"})
  void numberThatMakesNoSenseIsRefusedAndNobodyHearsOfIt(String body) throws Exception {
    assertThat(set("7", body)).isEqualTo(400);
    assertThat(heard).isEmpty();
  }

  private int set(String id, String body) throws Exception {
    return shop.send("PATCH", "/api/catalog/items/" + id, body).statusCode();
  }

  private int stock() throws Exception {
    return JSON.readTree(shop.get("/api/catalog/items/7").body()).at("/stock").asInt();
  }
}
