package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers try on the admin listener. */
class AdminGateTest {
  private final Vertx vertx = Vertx.vertx();
  private AdminClient admin = new AdminClient(0);

  @BeforeEach
  void start() throws TimeoutException {
    var sources =
        new AdminSources(
            () -> Readiness.READY,
            () -> SampleRules.snapshot(1),
            Optional::empty,
            List::of,
            new Caches(ProxyEvents.NOOP),
            () -> "",
            Optional.empty());
    var options = new AdminServer.Options("127.0.0.1", 0);
    admin =
        new AdminClient(
            AdminServer.start(vertx, options, sources).await(10, TimeUnit.SECONDS).port());
  }

  @AfterEach
  void stop() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:9900",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "2130706433",
        "0x7f000001",
        "localhost@evil.example",
        "[::1].evil.example",
        "[evil]",
        "localhost:",
        "::1",
        ""
      })
  void aHostThatAStrangerMayOwnIsRefused(String host) throws IOException {
    var reply = admin.get("/api/rules", "Host: " + host);
    assertThat(reply.status()).isEqualTo(421);
    assertThat(reply.json().getString("code")).isEqualTo("host-refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:9900",
        "127.0.0.1",
        "127.0.0.1:9900",
        "[::1]:9900",
        "10.0.0.1:80"
      })
  void anAddressOrLocalhostIsWelcome(String host) throws IOException {
    assertThat(admin.get("/livez", "Host: " + host).status()).isEqualTo(200);
  }

  @Test
  void twoHostsAreRefused() throws IOException {
    assertThat(admin.get("/livez", "Host: localhost", "Host: localhost").status()).isEqualTo(421);
  }

  @Test
  void noHostIsRefused() throws IOException {
    assertThat(admin.raw("GET /livez HTTP/1.0\r\n\r\n").status()).isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example/livez", "*", "livez"})
  void onlyAPathIsATarget(String target) throws IOException {
    assertThat(admin.get(target).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/livez?%zz=%"})
  void aMalformedTargetNeverFailsInside(String target) throws IOException {
    assertThat(admin.get(target).status()).isBetween(200, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
  void aBodyIsRefusedAndNeverReadAsARequest(String framing) throws IOException {
    var reply =
        admin.raw(
            "GET /livez HTTP/1.1\r\nHost: localhost\r\n"
                + framing
                + "\r\n\r\nGET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.body()).doesNotContain("HTTP/1.1");
  }

  @Test
  void aRequestLineBeyondFourKibibytesIsRefused() throws IOException {
    var reply = admin.get("/" + "a".repeat(5_000));
    assertThat(reply.status()).isEqualTo(414);
    assertThat(reply.json().getString("code")).isEqualTo("target-too-long");
  }

  @Test
  void headersBeyondEightKibibytesAreRefused() throws IOException {
    var reply = admin.get("/livez", "X-Long: " + "a".repeat(9_000));
    assertThat(reply.status()).isEqualTo(431);
    assertThat(reply.json().getString("code")).isEqualTo("head-too-large");
  }

  @Test
  void whatIsNotHttpIsRefusedAndClosed() throws IOException {
    assertThat(admin.raw("GET /livez HTTP/1.1\r\nHost localhost\r\n\r\n").status()).isEqualTo(400);
  }

  @Test
  void aConnectionOverTheLimitIsClosedAndOneThatLeavesMakesRoom() throws Exception {
    var held = new Socket[AdminConnections.MOST];
    for (int i = 0; i < held.length; i++) {
      held[i] = new Socket(InetAddress.getLoopbackAddress(), admin.port());
    }
    assertThat(isClosedByServer()).isTrue();
    for (Socket socket : held) {
      socket.close();
    }
    org.awaitility.Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(admin.get("/livez").status()).isEqualTo(200));
  }

  private boolean isClosedByServer() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
      socket.setSoTimeout(10_000);
      return socket.getInputStream().read() < 0;
    }
  }
}
