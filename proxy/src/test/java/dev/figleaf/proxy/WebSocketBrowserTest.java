package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.TlsMaterial;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser that is not ours, where there is one, opens WebSockets on its HTTP/2 connection. */
@ProxyTest
class WebSocketBrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final int MEBIBYTE = 1 << 20;

  /** Says a text and a mebibyte, closes when both are back, and tells how that went. */
  private static final String PAGE =
      """
      <!doctype html><title>talk</title><script>
      const heard = [];
      const socket = new WebSocket(`wss://${location.host}/ws`, ['ticker.v2', 'ticker.v1']);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => socket.send('hello');
      socket.onmessage = message => {
        heard.push(typeof message.data === 'string' ? message.data : message.data.byteLength);
        if (heard.length === 1) socket.send(new Uint8Array(1 << 20)); else socket.close(4001, 'bye');
      };
      socket.onclose = closed => fetch(
        '/told?' + [socket.protocol, ...heard, closed.code, closed.wasClean].join('|'));
      </script>
      """;

  private static final LinkedBlockingQueue<String> TOLD = new LinkedBlockingQueue<>();
  private static final LinkedBlockingQueue<String> VIA = new LinkedBlockingQueue<>();
  private static final LinkedBlockingQueue<Short> CLOSE_CODES = new LinkedBlockingQueue<>();

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Vertx vertx;

  @SuppressWarnings("NullAway.Init")
  private static HttpServer server;

  @BeforeAll
  static void begin() throws Exception {
    vertx = Vertx.vertx();
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setMaxWebSocketMessageSize(2 * MEBIBYTE)
                    .setMaxWebSocketFrameSize(2 * MEBIBYTE)
                    .addWebSocketSubProtocol("ticker.v1"))
            .requestHandler(WebSocketBrowserTest::page)
            .webSocketHandler(WebSocketBrowserTest::echo)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
  }

  private static void page(HttpServerRequest request) {
    if ("/told".equals(request.path())) {
      TOLD.add(String.valueOf(request.query()));
    }
    request.response().putHeader("Content-Type", "text/html").end(PAGE);
  }

  private static void echo(ServerWebSocket socket) {
    VIA.add(String.valueOf(socket.headers().get("Via")));
    socket.binaryMessageHandler(socket::writeBinaryMessage);
    socket.textMessageHandler(socket::writeTextMessage);
    socket.closeHandler(_ -> CLOSE_CODES.add(socket.closeStatusCode()));
  }

  @AfterAll
  static void end() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static Process browse(String url) throws IOException {
    return new ProcessBuilder(
            CHROMIUM.toString(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--ignore-certificate-errors",
            "--user-data-dir=" + folder.resolve("profile"),
            url)
        .redirectErrorStream(true)
        .redirectOutput(new File("/dev/null"))
        .start();
  }

  private static void leave(Process browser) throws InterruptedException {
    List<ProcessHandle> all = browser.descendants().toList();
    browser.destroyForcibly().waitFor();
    all.forEach(ProcessHandle::destroyForcibly);
    // They write to the profile until they have ended.
    all.forEach(one -> one.onExit().join());
  }

  @Test
  void itOpensThemOnStreamsOfTheConnectionThatBroughtThePage(ProxyHarness proxy) throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM), "there is no chromium");
    TlsMaterial shop = TlsMaterial.of(folder, "shop.test");
    proxy
        .listening(TlsMaterial.listener(shop.pem()))
        .rules(
            """
            version: 1
            upstreams: { live: { url: "http://127.0.0.1:%d" } }
            routes: [{ match: /**, to: live }]
            """
                .formatted(server.actualPort()));
    Process browser = browse("https://127.0.0.1:" + proxy.port(1) + "/");
    try {
      String told = TOLD.poll(60, TimeUnit.SECONDS);

      assertThat(told).isEqualTo("ticker.v1|hello|" + MEBIBYTE + "|4001|true");
      assertThat(VIA).containsExactly("2 figleaf");
      assertThat(CLOSE_CODES.poll(10, TimeUnit.SECONDS)).isEqualTo((short) 4001);
    } finally {
      leave(browser);
      // A browser that starts may leave an event loop without a processor for a while.
      proxy.saidInLog("has been blocked for");
    }
  }
}
