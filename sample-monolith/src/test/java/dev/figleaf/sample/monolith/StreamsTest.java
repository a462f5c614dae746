package dev.figleaf.sample.monolith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ShopExtension.class)
class StreamsTest {

  private static final class Ear implements WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      heard.add(text.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }

    String next() throws Exception {
      var text = heard.poll(TestShop.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(text).as("a message in time").isNotNull();
      return Objects.requireNonNull(text);
    }

    int code() throws Exception {
      return closed.get(TestShop.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static WebSocket socket(TestShop shop, String path, Ear ear) throws Exception {
    return shop.client()
        .newWebSocketBuilder()
        .subprotocols(Ticker.PROTOCOL)
        .buildAsync(URI.create("ws://127.0.0.1:" + shop.port() + path), ear)
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void exportStreamsEveryOrderWithoutALength(TestShop shop) throws Exception {
    var answer = shop.get("/export/orders.csv");

    assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
    assertThat(answer.headers().firstValue("Transfer-Encoding")).contains("chunked");
    var lines = answer.body().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("number;id;customer;placed;status;total");
    assertThat(lines).hasSizeGreaterThan(3_000);
    for (var number = 1; number <= 3_000; number++) {
      assertThat(lines.get(number)).startsWith(number + ";");
    }
  }

  @Test
  void tickerTellsItsTicksAsEvents(TestShop shop) throws Exception {
    var answer = shop.get("/ticker?ticks=2");

    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(answer.body())
        .matches(
            "id: 1\nevent: stock\ndata: \\{\"number\":1,\"sku\":\"SKU-\\d{6}\",\"stock\":\\d+}\n\n"
                + "id: 2\nevent: stock\ndata: \\{\"number\":2,.*}\n\n");
  }

  @Test
  void tickerGoesOnWhereItBrokeOff(TestShop shop) throws Exception {
    var whole = shop.get("/ticker?ticks=4").body();
    var rest = shop.get("/ticker?ticks=2", "Last-Event-ID", "2").body();

    assertThat(whole).endsWith(rest);
    assertThat(rest).startsWith("id: 3\n");
  }

  @Test
  void socketTellsTheSameTicks(TestShop shop) throws Exception {
    var ear = new Ear();
    var socket = socket(shop, "/ws/ticker?ticks=2", ear);

    assertThat(socket.getSubprotocol()).isEqualTo(Ticker.PROTOCOL);
    assertThat(shop.get("/ticker?ticks=2").body()).contains(ear.next(), ear.next());
    assertThat(ear.code()).isEqualTo(WebSocket.NORMAL_CLOSURE);
  }

  @Test
  void socketWatchesOneProductOnRequest(TestShop shop) throws Exception {
    var ear = new Ear();
    var socket = socket(shop, "/ws/ticker", ear);
    socket.sendText("SKU-000007", true).get(20, TimeUnit.SECONDS);

    var text = ear.next();
    while (!text.contains("watching")) {
      text = ear.next();
    }

    assertThat(text).isEqualTo("{\"watching\":\"SKU-000007\"}");
    assertThat(List.of(ear.next(), ear.next(), ear.next())).allMatch(t -> t.contains("SKU-000007"));
    socket.abort();
  }

  @Test
  void socketClosesOnWhatItDoesNotUnderstand(TestShop shop) throws Exception {
    var ear = new Ear();
    socket(shop, "/ws/ticker", ear).sendText("hello", true).get(20, TimeUnit.SECONDS);

    assertThat(ear.code()).isEqualTo(1008);
  }

  @Test
  void plainRequestForTheSocketIsToldToUpgrade(TestShop shop) throws Exception {
    assertThat(shop.get("/ws/ticker").statusCode()).isEqualTo(426);
  }

  @Test
  void listenersAreBounded(@TempDir Path folder) throws Exception {
    try (var shop = TestShop.open(folder.resolve("shop.db"))) {
      var open = new ArrayList<InputStream>();
      for (var i = 0; i < 200; i++) {
        var answer =
            shop.client().send(shop.request("/ticker").build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        open.add(answer.body());
      }

      assertThat(shop.get("/ticker?ticks=1").statusCode()).isEqualTo(503);
      for (var stream : open) {
        stream.close();
      }
    }
  }
}
