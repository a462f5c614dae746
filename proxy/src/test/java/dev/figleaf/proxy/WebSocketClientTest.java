package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.edge.ListenerSettings;
import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.RuleReader;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets between a client and a server that others wrote: the JDK's and Vert.x's. */
@ProxyTest
class WebSocketClientTest {
  private static Vertx vertx;
  private static HttpServer server;
  private static final LinkedBlockingQueue<Short> CLOSE_CODES = new LinkedBlockingQueue<>();

  @BeforeEach
  void forget() {
    CLOSE_CODES.clear();
  }

  @BeforeAll
  static void begin() throws Exception {
    vertx = Vertx.vertx();
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setMaxWebSocketMessageSize(4 * 1024 * 1024)
                    .setMaxWebSocketFrameSize(4 * 1024 * 1024)
                    .addWebSocketSubProtocol("ticker.v1"))
            .webSocketHandler(WebSocketClientTest::echo)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
  }

  private static void echo(ServerWebSocket socket) {
    socket.binaryMessageHandler(socket::writeBinaryMessage);
    socket.textMessageHandler(socket::writeTextMessage);
    socket.closeHandler(
        _ -> {
          if (socket.closeStatusCode() != null) {
            CLOSE_CODES.add(socket.closeStatusCode());
          }
        });
  }

  @AfterAll
  static void end() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static String rules() {
    return """
        version: 1
        upstreams: { live: { url: "http://127.0.0.1:%d" } }
        routes: [{ match: /**, to: live }]
        """
        .formatted(server.actualPort());
  }

  /** What came, by kind. */
  private static final class Heard implements WebSocket.Listener {
    private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      texts.add(data.toString());
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] piece = new byte[data.remaining()];
      data.get(piece);
      message.writeBytes(piece);
      if (last) {
        messages.add(message.toByteArray());
        message.reset();
      }
      return WebSocket.Listener.super.onBinary(socket, data, last);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
      pongs.add(java.nio.charset.StandardCharsets.UTF_8.decode(data).toString());
      return WebSocket.Listener.super.onPong(socket, data);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }
  }

  private static WebSocket open(HttpClient client, int port, Heard heard) {
    return client
        .newWebSocketBuilder()
        .subprotocols("ticker.v1")
        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), heard)
        .join();
  }

  @Test
  void textsPingsAndAMebibyteComeBackAndTheCloseCodeArrives(ProxyHarness proxy) throws Exception {
    proxy.rules(rules());
    byte[] mebibyte = Bodies.random(1024 * 1024);
    var heard = new Heard();
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket = open(client, proxy.port(), heard);
      assertThat(socket.getSubprotocol()).isEqualTo("ticker.v1");

      socket.sendText("hello", true).join();
      socket.sendBinary(ByteBuffer.wrap(mebibyte), true).join();
      socket.sendPing(ByteBuffer.wrap(new byte[] {'x'})).join();

      assertThat(heard.texts.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
      byte[] back = heard.messages.poll(10, TimeUnit.SECONDS);
      assertThat(java.util.Arrays.equals(back, mebibyte)).isTrue();
      assertThat(heard.pongs.poll(10, TimeUnit.SECONDS)).isEqualTo("x");
      socket.sendClose(4001, "enough").join();
      assertThat(CLOSE_CODES.poll(10, TimeUnit.SECONDS)).isEqualTo((short) 4001);
    }
  }

  @Test
  void bothLearnOf1001WhenTheFacadeEnds(ProxyHarness proxy) throws Exception {
    proxy.rules(rules());
    var heard = new Heard();
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket = open(client, proxy.port(), heard);
      socket.sendText("hello", true).join();
      assertThat(heard.texts.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");

      proxy.facade().drain(Duration.ofSeconds(20));

      assertThat(heard.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
      assertThat(CLOSE_CODES.poll(10, TimeUnit.SECONDS)).isEqualTo((short) 1001);
    }
  }

  @Test
  void itsEndIsALineOfTheAccessLog(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("access.log");
    var loader = new RuleLoader(new RuleReader(_ -> Optional.empty()));
    var options =
        new Facade.Options(
            new EdgeSettings(List.of(ListenerSettings.plain("127.0.0.1", 0)), List.of(), "logged"),
            1,
            () -> loader.load(Map.of("rules.yaml", rules())),
            null,
            new AccessLog.Options(true, false, log));
    var heard = new Heard();
    try (Facade facade = ((Facade.Started.Ok) Facade.start(options)).facade();
        HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket = open(client, facade.port(), heard);
      socket.sendText("hello", true).join();
      assertThat(heard.texts.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
      assertThat(Files.readString(log)).isEmpty();
      socket.sendClose(4003, "").join();
      assertThat(CLOSE_CODES.poll(10, TimeUnit.SECONDS)).isEqualTo((short) 4003);

      await().atMost(Duration.ofSeconds(10)).until(() -> Files.size(log) > 0);
    }
    var line = new JsonObject(Files.readString(log));
    assertThat(line.getInteger("status")).isEqualTo(101);
    assertThat(line.getLong("bytes_in")).isEqualTo(2 + 4 + 5 + 2 + 4 + 2);
    assertThat(line.getLong("bytes_out")).isGreaterThanOrEqualTo(2 + 5);
  }
}
