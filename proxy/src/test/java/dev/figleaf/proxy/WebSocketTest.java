package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.Head;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** WebSockets over HTTP/1.1, at the byte: what one end says the other hears, and no more. */
@ProxyTest
class WebSocketTest {
  private static final String ACCEPTED =
      "HTTP/1.1 101 Switching Protocols\r\n"
          + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
  private static final byte[] PING = {(byte) 0x89, 2, 'h', 'i'};
  private static final byte[] MASKED_TEXT = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'o', 'k'};
  private static final byte[] GOING_AWAY = {(byte) 0x88, 2, 0x03, (byte) 0xe9};
  private static final byte[] MASKED_CLOSE = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe9};

  /** What an upstream does once it has switched. */
  private interface Talk {
    void run(RawSocket socket) throws Exception;
  }

  private static RawUpstream switching(ProxyHarness proxy, String name, Talk talk) {
    return proxy.rawUpstream(
        name,
        connection -> {
          connection.head();
          connection.send(ACCEPTED + "\r\n");
          talk.run(connection.socket());
        });
  }

  private static String handshake(ProxyHarness proxy, String... more) {
    var lines = new java.util.ArrayList<>(java.util.List.of(more));
    lines.add("Connection: Upgrade");
    lines.add("Upgrade: websocket");
    lines.add("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    lines.add("Sec-WebSocket-Version: 13");
    return proxy.headOf("GET", "/ws", -1, lines.toArray(String[]::new));
  }

  private static RawSocket opened(ProxyHarness proxy) throws IOException {
    RawSocket client = proxy.connect().send(handshake(proxy));
    assertThat(client.readHead().startLine()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  @Test
  void theHandshakePassesWithEverythingThatIsNegotiatedInIt(ProxyHarness proxy) throws Exception {
    var seen = new LinkedBlockingQueue<Head>();
    proxy.forwardingTo(
        proxy.rawUpstream(
            "live",
            connection -> {
              seen.add(connection.head());
              connection.send(
                  ACCEPTED
                      + "Sec-WebSocket-Protocol: ticker.v1\r\n"
                      + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=9\r\n"
                      + "\r\n");
              connection.socket().awaitEnd();
            }));
    try (RawSocket client = proxy.connect()) {
      client.send(
          handshake(
              proxy,
              "Sec-WebSocket-Protocol: ticker.v2, ticker.v1",
              "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"));

      Head answer = client.readHead();

      assertThat(answer.all("Upgrade")).containsExactly("websocket");
      assertThat(answer.all("Connection").getFirst()).isEqualToIgnoringCase("upgrade");
      assertThat(answer.all("Sec-WebSocket-Accept"))
          .containsExactly("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(answer.all("Sec-WebSocket-Protocol")).containsExactly("ticker.v1");
      assertThat(answer.all("Sec-WebSocket-Extensions"))
          .containsExactly("permessage-deflate; client_max_window_bits=9");
    }
    Head asked = seen.take();
    assertThat(asked.all("Upgrade")).containsExactly("websocket");
    assertThat(asked.all("Sec-WebSocket-Key")).containsExactly("dGhlIHNhbXBsZSBub25jZQ==");
    assertThat(asked.all("Sec-WebSocket-Version")).containsExactly("13");
    assertThat(asked.all("Sec-WebSocket-Protocol")).containsExactly("ticker.v2, ticker.v1");
    assertThat(asked.all("Sec-WebSocket-Extensions"))
        .containsExactly("permessage-deflate; client_max_window_bits");
  }

  @Test
  void pingsPongsAndBytesThatAreNoFramesPassUntouched(ProxyHarness proxy) throws Exception {
    byte[] odd = Bodies.random(5_000);
    proxy.forwardingTo(
        switching(
            proxy,
            "live",
            socket -> {
              socket.send(PING);
              socket.send(socket.read(odd.length));
              socket.awaitEnd();
            }));
    try (RawSocket client = opened(proxy)) {
      assertThat(client.read(PING.length)).isEqualTo(PING);

      client.send(odd);

      assertThat(client.read(odd.length)).isEqualTo(odd);
    }
  }

  @Test
  void aListenerThatSpeaksHttp2InTheClearCarriesBothWays(ProxyHarness proxy) throws Exception {
    proxy
        .withH2c()
        .forwardingTo(
            switching(
                proxy,
                "live",
                socket -> {
                  socket.send(socket.read(MASKED_TEXT.length));
                  socket.awaitEnd();
                }));
    try (RawSocket client = RawSocket.connect(proxy.port(1)).send(handshake(proxy))) {
      assertThat(client.readHead().startLine()).startsWith("HTTP/1.1 101 ");

      client.send(MASKED_TEXT);

      assertThat(client.read(MASKED_TEXT.length)).isEqualTo(MASKED_TEXT);
    }
  }

  @Test
  void whatAnUpstreamSaysWithItsHandshakeIsNotLost(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "live",
            connection -> {
              connection.head();
              connection.send(ACCEPTED + "\r\nat once");
            }));
    try (RawSocket client = opened(proxy)) {
      assertThat(client.readToEnd()).asString().isEqualTo("at once");
    }
  }

  @Test
  void theCloseCodeOfTheUpstreamArrivesThoughItLeavesAtOnce(ProxyHarness proxy) throws Exception {
    byte[] enough = {(byte) 0x88, 2, 0x0f, (byte) 0xa2};
    proxy.forwardingTo(switching(proxy, "live", socket -> socket.send(enough)));
    try (RawSocket client = opened(proxy)) {
      assertThat(client.readToEnd()).isEqualTo(enough);
    }
  }

  @Test
  void allThatAnUpstreamSaidArrivesBeforeItsEnd(ProxyHarness proxy) throws Exception {
    byte[] much = Bodies.random(3_000_000);
    proxy.forwardingTo(switching(proxy, "live", socket -> socket.send(much)));
    try (RawSocket client = proxy.connectSlowly(8_192)) {
      client.send(handshake(proxy)).readHead();

      assertThat(client.readToEnd()).isEqualTo(much);
    }
  }

  @Test
  void aClientThatDoesNotReadStopsTheUpstreamAndNotTheHeap(ProxyHarness proxy) throws Exception {
    var sent = new AtomicLong();
    proxy.forwardingTo(
        switching(
            proxy,
            "live",
            socket -> {
              byte[] piece = new byte[64 * 1024];
              for (int i = 0; i < 1_024; i++) {
                socket.send(piece);
                sent.addAndGet(piece.length);
              }
            }));
    try (RawSocket client = proxy.connectSlowly(8_192)) {
      client.send(handshake(proxy)).readHead();
      var last = new AtomicLong(-1);

      await()
          .atMost(RawSocket.PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> last.getAndSet(sent.get()) == sent.get() && sent.get() > 0);

      // The socket buffers of two connections and what one event loop holds.
      assertThat(sent.get()).isLessThan(24L * 1024 * 1024);
      client.reset();
    }
  }

  @Test
  void aRefusalPassesAndTheConnectionGoesOn(ProxyHarness proxy) throws Exception {
    RawUpstream live =
        proxy.answering("live", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    proxy.forwardingTo(live);
    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 2; i++) {
        client.send(handshake(proxy));
        assertThat(client.readAnswer()).hasStatus(403).hasBody("no").hasNoHeader("Upgrade");
      }
    }
  }

  @Test
  void aClientThatLeavesEndsBothSides(ProxyHarness proxy) throws Exception {
    var ended = new CountDownLatch(2);
    proxy.forwardingTo(
        switching(
            proxy,
            "live",
            socket -> {
              socket.awaitEnd();
              ended.countDown();
            }));
    opened(proxy).reset();
    opened(proxy).close();

    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aClientThatBreaksOffIsBrokenOffAtTheUpstream(ProxyHarness proxy) throws Exception {
    var ends = new LinkedBlockingQueue<RawSocket.End>();
    proxy.forwardingTo(switching(proxy, "live", socket -> ends.add(socket.awaitEnd())));
    opened(proxy).reset();
    assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(RawSocket.End.RESET);

    opened(proxy).close();
    assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(RawSocket.End.CLOSED);
  }

  @Test
  void anUpstreamThatBreaksOffIsBrokenOffAtTheClient(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        switching(
            proxy,
            "live",
            socket -> {
              socket.read(3);
              socket.reset();
            }));
    try (RawSocket client = opened(proxy)) {
      assertThat(client.send("die").awaitEnd()).isEqualTo(RawSocket.End.RESET);
    }
  }

  @Test
  void countsAsInFlightUntilItsEndAndThenAsOne101(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(switching(proxy, "live", RawSocket::awaitEnd));
    try (RawSocket _ = opened(proxy)) {
      assertThat(proxy.facade().events().inFlight()).isEqualTo(1);
    }
    proxy.awaitQuiet();

    assertThat(proxy.metric("figleaf_requests_total", "status_class=\"1xx\"")).isEqualTo(1);
  }

  @Test
  void keepsItsRulesWhenOthersComeAndNewOnesFollowThose(ProxyHarness proxy) throws Exception {
    Talk echo =
        socket -> {
          socket.send(socket.read(2));
          socket.awaitEnd();
        };
    RawUpstream before = switching(proxy, "before", echo);
    RawUpstream after = switching(proxy, "after", echo);
    proxy.forwardingTo(before);
    try (RawSocket old = opened(proxy)) {
      proxy.forwardingTo(after);
      try (RawSocket young = opened(proxy)) {
        assertThat(old.send("hi").read(2)).asString().isEqualTo("hi");
        assertThat(young.send("hi").read(2)).asString().isEqualTo("hi");
      }
    }
    assertThat(before.connections()).isEqualTo(1);
    assertThat(after.connections()).isEqualTo(1);
  }

  // --- the end of the facade

  private static Thread draining(ProxyHarness proxy, Duration grace) {
    return Thread.ofVirtual().start(() -> proxy.facade().drain(grace));
  }

  private static int unmaskedCode(byte[] close) {
    int high = (close[6] ^ close[2]) & 0xff;
    int low = (close[7] ^ close[3]) & 0xff;
    return high << 8 | low;
  }

  @Test
  void bothEndsAreToldThatTheOtherGoesAwayAndClose(ProxyHarness proxy) throws Exception {
    var heard = new LinkedBlockingQueue<byte[]>();
    proxy.forwardingTo(
        switching(
            proxy,
            "live",
            socket -> {
              socket.send(socket.read(MASKED_TEXT.length));
              heard.add(socket.read(8));
              socket.send(GOING_AWAY).awaitEnd();
            }));
    try (RawSocket client = opened(proxy)) {
      client.send(MASKED_TEXT).read(MASKED_TEXT.length);
      Thread drain = draining(proxy, Duration.ofSeconds(20));

      assertThat(client.read(4)).isEqualTo(GOING_AWAY);
      assertThat(unmaskedCode(heard.take())).isEqualTo(1001);
      client.send(MASKED_CLOSE);

      assertThat(client).isClosed();
      drain.join();
    }
  }

  @Test
  void aFrameThatIsUnderWayEndsFirst(ProxyHarness proxy) throws Exception {
    var drained = new CountDownLatch(1);
    proxy.forwardingTo(
        switching(
            proxy,
            "live",
            socket -> {
              socket.send(new byte[] {(byte) 0x82, 126, 0, (byte) 200, 1, 2, 3});
              // It hears of the end at once; what it still says after its frame goes nowhere.
              socket.read(8);
              drained.countDown();
              byte[] rest = new byte[197 + 4];
              rest[197] = (byte) 0x81;
              rest[198] = 2;
              socket.send(rest).send(GOING_AWAY).awaitEnd();
            }));
    try (RawSocket client = opened(proxy)) {
      client.read(7);
      Thread drain = draining(proxy, Duration.ofSeconds(20));
      assertThat(drained.await(10, TimeUnit.SECONDS)).isTrue();

      assertThat(client.read(197)).isEqualTo(new byte[197]);
      assertThat(client.read(4)).isEqualTo(GOING_AWAY);
      client.send(MASKED_CLOSE);

      assertThat(client).isClosed();
      drain.join();
    }
  }

  @Test
  void whoDoesNotAnswerIsLeftWhenTheGraceIsOver(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(switching(proxy, "live", RawSocket::awaitEnd));
    try (RawSocket client = opened(proxy)) {
      Thread drain = draining(proxy, Duration.ofMillis(400));

      assertThat(client.read(4)).isEqualTo(GOING_AWAY);
      assertThat(client).isClosed();
      drain.join();
    }
  }

  @Test
  void anAnswerThatIsGivenMeanwhileClosesItsConnection(ProxyHarness proxy) throws Exception {
    var ready = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              ready.countDown();
              assertThat(answer.await(10, TimeUnit.SECONDS)).isTrue();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }));
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
      Thread drain = draining(proxy, Duration.ofSeconds(20));
      await().atMost(RawSocket.PATIENCE).until(() -> isRefused(proxy));
      answer.countDown();

      assertThat(client.readAnswer()).hasStatus(200).hasHeader("Connection", "close");
      assertThat(client).isClosed();
      drain.join();
    }
  }

  private static boolean isRefused(ProxyHarness proxy) {
    try (RawSocket late = proxy.connect()) {
      return late.awaitEnd() == RawSocket.End.RESET;
    } catch (IOException | java.io.UncheckedIOException refused) {
      return true;
    }
  }
}
