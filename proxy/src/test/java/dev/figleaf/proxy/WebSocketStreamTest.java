package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.edge.ListenerSettings;
import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.Head;
import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.RuleReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets on streams of HTTP/2 (RFC 8441), frame by frame, to upstreams of HTTP/1.1. */
@ProxyTest
class WebSocketStreamTest {
  private static final int CANCEL = 8;
  private static final long PROTOCOL_ERROR = 1;
  private static final int ENABLE_CONNECT_PROTOCOL = 8;
  private static final byte[] PING = {(byte) 0x89, 2, 'h', 'i'};
  private static final byte[] MASKED_TEXT = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'o', 'k'};
  private static final byte[] GOING_AWAY = {(byte) 0x88, 2, 0x03, (byte) 0xe9};
  private static final byte[] MASKED_CLOSE = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe9};
  private static final byte[] ENOUGH = {(byte) 0x88, 2, 0x0f, (byte) 0xa2};

  /** What an upstream does once it has switched. */
  private interface Talk {
    void run(RawSocket socket) throws Exception;
  }

  static String acceptOf(String key) throws Exception {
    byte[] whole =
        (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(whole));
  }

  private static String accepted(Head asked) throws Exception {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: %s\r\n"
            .formatted(acceptOf(asked.first("Sec-WebSocket-Key").orElseThrow()));
  }

  private static RawUpstream switching(ProxyHarness proxy, Talk talk) {
    RawUpstream live =
        proxy.rawUpstream(
            "live",
            connection -> {
              connection.send(accepted(connection.head()) + "\r\n");
              talk.run(connection.socket());
            });
    proxy.withH2c().forwardingTo(live);
    return live;
  }

  private static void echo(RawSocket socket) throws IOException {
    for (byte[] some = socket.readOnce(); some.length > 0; some = socket.readOnce()) {
      socket.send(some);
    }
  }

  private static Http2Socket ask(Http2Socket client, int stream, String... more)
      throws IOException {
    return ask(client, stream, "websocket", more);
  }

  private static Http2Socket ask(Http2Socket client, int stream, String protocol, String[] more)
      throws IOException {
    String[] head = {
      ":method",
      "CONNECT",
      ":protocol",
      protocol,
      ":scheme",
      "http",
      ":path",
      "/ws?room=1",
      ":authority",
      "shop",
      "sec-websocket-version",
      "13"
    };
    String[] all = Arrays.copyOf(head, head.length + more.length);
    System.arraycopy(more, 0, all, head.length, more.length);
    return client.headers(stream, false, all);
  }

  private static Http2Socket opened(ProxyHarness proxy, int... settings) throws IOException {
    Http2Socket client = ask(proxy.http2(settings), 1);
    assertThat(client.head(1).status()).isEqualTo(200);
    return client;
  }

  // --- the handshake

  @Test
  void theListenerSaysThatItTakesThem(ProxyHarness proxy) throws Exception {
    switching(proxy, RawSocket::awaitEnd);
    try (Http2Socket client = proxy.http2()) {
      ByteBuffer settings = ByteBuffer.wrap(client.await(Http2Socket.SETTINGS).payload());
      long value = -1;
      while (settings.hasRemaining()) {
        value = settings.getShort() == ENABLE_CONNECT_PROTOCOL ? settings.getInt() : skip(settings);
        if (value == 1) {
          break;
        }
      }

      assertThat(value).isEqualTo(1);
    }
  }

  private static long skip(ByteBuffer settings) {
    settings.getInt();
    return -1;
  }

  @Test
  void theUpstreamSeesAnUpgradeAndTheClientAStreamThatIsOpen(ProxyHarness proxy) throws Exception {
    var seen = new LinkedBlockingQueue<Head>();
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "live",
                connection -> {
                  Head head = connection.head();
                  seen.add(head);
                  connection.send(
                      accepted(head)
                          + "Sec-WebSocket-Protocol: ticker.v1\r\n"
                          + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                          + "Content-Length: 0\r\nX-Seat: 7\r\n\r\n");
                  connection.socket().awaitEnd();
                }));
    try (Http2Socket client = proxy.http2()) {
      ask(
          client,
          1,
          "sec-websocket-protocol",
          "ticker.v2, ticker.v1",
          "sec-websocket-extensions",
          "permessage-deflate; client_max_window_bits",
          "sec-websocket-key",
          "of the client",
          "origin",
          "http://shop");

      Http2Socket.Answer answer = client.head(1);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("sec-websocket-protocol")).isEqualTo("ticker.v1");
      assertThat(answer.header("sec-websocket-extensions")).isEqualTo("permessage-deflate");
      assertThat(answer.header("x-seat")).isEqualTo("7");
      assertThat(answer.head().names().stream().map(CharSequence::toString))
          .doesNotContain("upgrade", "connection", "sec-websocket-accept", "content-length");
    }
    Head asked = seen.take();
    assertThat(asked.startLine()).isEqualTo("GET /ws?room=1 HTTP/1.1");
    assertThat(asked.all("Host")).containsExactly("shop");
    assertThat(asked.all("Upgrade")).containsExactly("websocket");
    assertThat(asked.all("Connection").getFirst()).isEqualToIgnoringCase("upgrade");
    assertThat(asked.all("Sec-WebSocket-Version")).containsExactly("13");
    assertThat(asked.all("Sec-WebSocket-Protocol")).containsExactly("ticker.v2, ticker.v1");
    assertThat(asked.all("Sec-WebSocket-Extensions"))
        .containsExactly("permessage-deflate; client_max_window_bits");
    assertThat(asked.all("Sec-WebSocket-Key")).hasSize(1);
    assertThat(Base64.getDecoder().decode(asked.all("Sec-WebSocket-Key").getFirst())).hasSize(16);
    assertThat(asked.all("Origin")).containsExactly("http://shop");
    assertThat(asked.all("Via")).containsExactly("2 figleaf");
    assertThat(asked.has("Transfer-Encoding")).isFalse();
    assertThat(asked.has("Content-Length")).isFalse();
  }

  @Test
  void aRefusalPassesAsAnAnswerAndTheConnectionGoesOn(ProxyHarness proxy) throws Exception {
    RawUpstream live =
        proxy.answering("live", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    proxy.withH2c().forwardingTo(live);
    try (Http2Socket client = proxy.http2()) {
      for (int stream = 1; stream < 7; stream += 2) {
        ask(client, stream);
        Http2Socket.Answer answer = client.answer(stream);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("no");
      }
    }
  }

  @Test
  void whatFollowsTheHeadIsNoRequestOfItsOwn(ProxyHarness proxy) throws Exception {
    RawUpstream live =
        proxy.answering("live", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    proxy.withH2c().forwardingTo(live);
    try (Http2Socket client = proxy.http2()) {
      ask(client, 1).data(1, "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", false);

      assertThat(client.answer(1).status()).isEqualTo(403);
      client.get(3, "/next");
      assertThat(client.answer(3).status()).isEqualTo(403);
    }
    assertThat(live.received().stream().map(one -> one.head().startLine()))
        .containsExactly("GET /ws?room=1 HTTP/1.1", "GET /next HTTP/1.1");
    assertThat(live.connections()).isEqualTo(2);
  }

  @Test
  void whatFollowsTheHeadWaitsForTheAnswer(ProxyHarness proxy) throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "live",
                connection -> {
                  Head head = connection.head();
                  asked.countDown();
                  assertThat(answer.await(10, TimeUnit.SECONDS)).isTrue();
                  connection.send(accepted(head) + "\r\n");
                  echo(connection.socket());
                }));
    try (Http2Socket client = proxy.http2()) {
      ask(client, 1).data(1, MASKED_TEXT, false);
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      answer.countDown();

      assertThat(client.body(1, MASKED_TEXT.length).body()).isEqualTo(MASKED_TEXT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK\r\nContent-Length: 2\r\n\r\nok",
        "204 No Content\r\n\r\n",
        "101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
      })
  void anAnswerThatIsNoneToTheQuestionIsRefused(String answer, ProxyHarness proxy)
      throws Exception {
    proxy.withH2c().forwardingTo(proxy.answering("live", "HTTP/1.1 " + answer));
    try (Http2Socket client = proxy.http2()) {
      ask(client, 1);

      Http2Socket.Answer refused = client.answer(1);

      assertThat(refused.status()).isEqualTo(502);
      assertThat(refused.text()).contains("bad-response");
    }
  }

  @Test
  void anAcceptForAnotherProtocolIsRefused(ProxyHarness proxy) throws Exception {
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "live",
                connection ->
                    connection
                        .send(accepted(connection.head()).replace("websocket", "other") + "\r\n")
                        .awaitEnd()));
    try (Http2Socket client = proxy.http2()) {
      ask(client, 1);

      assertThat(client.answer(1).status()).isEqualTo(502);
    }
  }

  @Test
  void aFixedAnswerNeverOpensOne(ProxyHarness proxy) throws Exception {
    proxy
        .withH2c()
        .rules(
            """
            version: 1
            upstreams: { unused: { url: "http://127.0.0.1:9" } }
            routes:
              - { match: /ws, respond: { status: 200, body: hello } }
              - { match: /**, to: unused }
            """);
    try (Http2Socket client = proxy.http2()) {
      ask(client, 1);

      Http2Socket.Answer answer = client.answer(1);

      assertThat(answer.status()).isEqualTo(501);
      assertThat(answer.text()).contains("protocol-refused");
    }
  }

  // --- what is none

  @Test
  void anyOtherProtocolIsRefusedByName(ProxyHarness proxy) throws Exception {
    RawUpstream live = proxy.answering("live", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.withH2c().forwardingTo(live);
    try (Http2Socket client = proxy.http2()) {
      int stream = 1;
      for (String protocol : new String[] {"connect-udp", "WebSocket", "websocket, x", "h2c"}) {
        ask(client, stream, protocol, new String[0]);
        Http2Socket.Answer answer = client.answer(stream);
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.text()).contains("protocol-refused");
        stream += 2;
      }
      assertThat(proxy.metric("figleaf_refused_total", "reason=\"protocol-refused\"")).isEqualTo(4);
      client.get(stream, "/");
      assertThat(client.answer(stream).text()).isEqualTo("ok");
    }
    assertThat(live.received()).hasSize(1);
  }

  /** Each is a head without its END_STREAM, names and values in turn. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // a protocol without a CONNECT
        ":method|GET|:protocol|websocket|:scheme|http|:path|/|:authority|shop",
        ":method|POST|:protocol|websocket|:scheme|http|:path|/|:authority|shop",
        // twice
        ":method|CONNECT|:protocol|websocket|:protocol|websocket|:scheme|http|:path|/"
            + "|:authority|shop",
        ":method|CONNECT|:protocol|websocket|:protocol|h2c|:scheme|http|:path|/|:authority|shop",
        ":method|CONNECT|:method|GET|:protocol|websocket|:scheme|http|:path|/|:authority|shop",
        // not whole
        ":method|CONNECT|:protocol|websocket|:path|/|:authority|shop",
        ":method|CONNECT|:protocol|websocket|:scheme|http|:authority|shop",
        ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/",
        ":method|CONNECT|:protocol||:scheme|http|:path|/|:authority|shop",
        // with a body
        ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/|:authority|shop"
            + "|content-length|5",
        // with headers of the connection
        ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/|:authority|shop"
            + "|upgrade|websocket",
        ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/|:authority|shop"
            + "|connection|upgrade",
        ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/|:authority|shop"
            + "|transfer-encoding|chunked",
        // a CONNECT of the old kind, and one that says where to
        ":method|CONNECT|:scheme|http|:path|/|:authority|shop",
      })
  void whatIsNoExtendedConnectIsReset(String head, ProxyHarness proxy) throws Exception {
    RawUpstream live = proxy.answering("live", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.withH2c().forwardingTo(live);
    try (Http2Socket client = proxy.http2()) {
      client.headers(1, false, head.split("\\|", -1));

      assertThat(client.answer(1).reset()).hasValue(PROTOCOL_ERROR);
      client.get(3, "/");
      assertThat(client.answer(3).text()).isEqualTo("ok");
    }
    assertThat(live.received()).hasSize(1);
  }

  @Test
  void aStreamThatEndsWithItsHeadIsReset(ProxyHarness proxy) throws Exception {
    switching(proxy, RawSocket::awaitEnd);
    try (Http2Socket client = proxy.http2()) {
      client.headers(
          1,
          true,
          ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/|:authority|shop".split("\\|"));

      assertThat(client.answer(1).reset()).hasValue(PROTOCOL_ERROR);
    }
  }

  @Test
  void theGateLooksAtItAsAtAnyRequest(ProxyHarness proxy) throws Exception {
    RawUpstream live = proxy.answering("live", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.withH2c().forwardingTo(live);
    String[] heads = {
      ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/a b|:authority|shop",
      ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/%2Fa|:authority|shop",
      ":method|CONNECT|:protocol|websocket|:scheme|http|:path|ws|:authority|shop",
      ":method|CONNECT|:protocol|websocket|:scheme|http|:path|*|:authority|shop",
      ":method|CONNECT|:protocol|websocket|:scheme|ftp|:path|/|:authority|shop",
      ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/|:authority|shop|x-forwarded_for|a",
      ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/|:authority|shop|x_forwarded_for|a",
    };
    try (Http2Socket client = proxy.http2()) {
      for (int i = 0; i < heads.length; i++) {
        int stream = 2 * i + 1;
        client.headers(stream, false, heads[i].split("\\|"));
        assertThat(client.answer(stream).status()).as(heads[i]).isEqualTo(400);
      }
    }
    assertThat(live.received()).isEmpty();
  }

  @Test
  void trailersCannotAskForOne(ProxyHarness proxy) throws Exception {
    RawUpstream live = proxy.rawUpstream("live", connection -> connection.socket().awaitEnd());
    proxy.withH2c().forwardingTo(live);
    try (Http2Socket client = proxy.http2()) {
      client.request(1, false, "POST", "/").data(1, "body", false);
      client.headers(
          1,
          true,
          ":method|CONNECT|:protocol|websocket|:scheme|http|:path|/|:authority|shop".split("\\|"));

      assertThat(client.answer(1).reset()).hasValue(PROTOCOL_ERROR);
    }
  }

  // --- what passes

  @Test
  void pingsPongsAndBytesThatAreNoFramesPassUntouched(ProxyHarness proxy) throws Exception {
    byte[] odd = Bodies.random(5_000);
    switching(
        proxy,
        socket -> {
          socket.send(PING);
          socket.send(socket.read(odd.length));
          socket.awaitEnd();
        });
    try (Http2Socket client = opened(proxy)) {
      assertThat(client.body(1, PING.length).body()).isEqualTo(PING);

      client.data(1, odd, false);

      byte[] all = client.body(1, PING.length + odd.length).body();
      assertThat(Arrays.copyOfRange(all, PING.length, all.length)).isEqualTo(odd);
    }
  }

  @Test
  void aMessageOfMebibytesComesBack(ProxyHarness proxy) throws Exception {
    switching(proxy, WebSocketStreamTest::echo);
    byte[] much = Bodies.random(3_000_000);
    try (Http2Socket client = opened(proxy)) {
      // Never more under way than the window of a stream: what comes back makes room.
      int step = 16_000;
      for (int at = 0; at < much.length; at += step) {
        client.data(1, Arrays.copyOfRange(much, at, Math.min(much.length, at + step)), false);
        client.body(1, Math.min(much.length, at + step));
      }

      assertThat(client.body(1, much.length).body()).isEqualTo(much);
    }
  }

  @Test
  void whatAnUpstreamSaysWithItsHandshakeIsNotLost(ProxyHarness proxy) throws Exception {
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "live",
                connection -> connection.send(accepted(connection.head()) + "\r\nat once")));
    try (Http2Socket client = proxy.http2()) {
      ask(client, 1);

      assertThat(client.answer(1).text()).isEqualTo("at once");
    }
  }

  @Test
  void aClientThatDoesNotReadStopsTheUpstream(ProxyHarness proxy) throws Exception {
    var sent = new AtomicLong();
    switching(
        proxy,
        socket -> {
          byte[] piece = new byte[64 * 1024];
          for (int i = 0; i < 1_024; i++) {
            socket.send(piece);
            sent.addAndGet(piece.length);
          }
        });
    try (Http2Socket client = proxy.http2().stingy()) {
      ask(client, 1);
      assertThat(client.head(1).status()).isEqualTo(200);
      awaitStandstill(sent);

      // The socket buffers of one connection and what one event loop holds.
      assertThat(sent.get()).isLessThan(24L * 1024 * 1024);
      client.reset(1, CANCEL);
    }
  }

  private static void awaitStandstill(AtomicLong sent) {
    var last = new AtomicLong(-1);
    await()
        .atMost(RawSocket.PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(() -> last.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
  }

  @Test
  void anUpstreamThatDoesNotReadLeavesTheClientWithoutCredit(ProxyHarness proxy) throws Exception {
    var asked = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    RawUpstream live =
        proxy.rawUpstream(
            "live",
            8_192,
            connection -> {
              connection.send(accepted(connection.head()) + "\r\n");
              asked.countDown();
              assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            });
    proxy.withH2c().forwardingTo(live);
    try (Http2Socket client = opened(proxy)) {
      long credit = 65_535;
      long sent = 0;
      byte[] piece = new byte[16_000];
      // PING and its answer go around everything that was sent before it.
      while (sent < 64L * 1024 * 1024) {
        while (credit >= piece.length) {
          client.data(1, piece, false);
          credit -= piece.length;
          sent += piece.length;
        }
        long before = credit;
        client.send(Http2Socket.PING, 0, 0, new byte[8]);
        credit += updatesUntilPong(client);
        if (credit == before && !morePours(client)) {
          break;
        }
      }

      assertThat(sent).isLessThan(24L * 1024 * 1024);
      client.reset(1, CANCEL);
      done.countDown();
    }
  }

  private static long updatesUntilPong(Http2Socket client) throws IOException {
    long credit = 0;
    while (true) {
      Http2Socket.Frame frame = client.next();
      if (frame.type() == Http2Socket.PING) {
        return credit;
      }
      if (frame.type() == Http2Socket.WINDOW_UPDATE && frame.stream() == 1) {
        credit += ByteBuffer.wrap(frame.payload()).getInt();
      }
    }
  }

  /** Whether credit still comes after a while: the kernel may have been slow to take it. */
  private static boolean morePours(Http2Socket client) throws IOException {
    for (int i = 0; i < 200; i++) {
      client.send(Http2Socket.PING, 0, 0, new byte[8]);
      if (updatesUntilPong(client) > 0) {
        throw new AssertionError("credit came late: count it");
      }
    }
    return false;
  }

  @Test
  void manyOnOneConnectionDoNotStandInEachOthersWay(ProxyHarness proxy) throws Exception {
    switching(proxy, WebSocketStreamTest::echo);
    try (Http2Socket client = proxy.http2()) {
      for (int i = 0; i < 100; i++) {
        ask(client, 2 * i + 1);
      }
      for (int i = 0; i < 100; i++) {
        assertThat(client.head(2 * i + 1).status()).isEqualTo(200);
        client.data(2 * i + 1, "from " + i, false);
      }
      for (int i = 99; i >= 0; i--) {
        String said = "from " + i;
        assertThat(client.body(2 * i + 1, said.length()).text()).isEqualTo(said);
      }
      assertThat(proxy.facade().events().inFlight()).isEqualTo(100);
      for (int i = 0; i < 100; i++) {
        client.data(2 * i + 1, "", true);
      }
      for (int i = 0; i < 100; i++) {
        assertThat(client.answer(2 * i + 1).reset()).isEmpty();
      }
    }
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "status_class=\"1xx\"")).isEqualTo(100);
  }

  @Test
  void itsEndIsALineOfTheAccessLog(ProxyHarness proxy, @TempDir Path folder) throws Exception {
    Path log = folder.resolve("access.log");
    RawUpstream live =
        proxy.rawUpstream(
            "live",
            connection -> {
              connection.send(accepted(connection.head()) + "\r\n");
              echo(connection.socket());
            });
    var loader = new RuleLoader(new RuleReader(_ -> Optional.empty()));
    String rules =
        """
        version: 1
        upstreams: { live: { url: "%s" } }
        routes: [{ match: { path: /ws, methods: [GET] }, to: live }]
        """
            .formatted(live.url());
    var options =
        new Facade.Options(
            new EdgeSettings(List.of(ListenerSettings.h2c("127.0.0.1", 0)), List.of(), "logged"),
            1,
            () -> loader.load(Map.of("rules.yaml", rules)),
            null,
            new AccessLog.Options(true, false, log));
    try (Facade facade = ((Facade.Started.Ok) Facade.start(options)).facade();
        Http2Socket client =
            Http2Socket.over(new Socket(InetAddress.getLoopbackAddress(), facade.port()))) {
      ask(client, 1).head(1);
      client.data(1, MASKED_TEXT, false).body(1, MASKED_TEXT.length);
      assertThat(Files.readString(log)).isEmpty();
      client.data(1, MASKED_CLOSE, true).answer(1);

      await().atMost(RawSocket.PATIENCE).until(() -> Files.size(log) > 0);
    }
    var line = new JsonObject(Files.readString(log));
    assertThat(line.getString("method")).isEqualTo("GET");
    assertThat(line.getString("protocol")).isEqualTo("HTTP/2");
    assertThat(line.getInteger("status")).isEqualTo(101);
    assertThat(line.getLong("bytes_in")).isEqualTo(MASKED_TEXT.length + MASKED_CLOSE.length);
    assertThat(line.getLong("bytes_out")).isEqualTo(MASKED_TEXT.length + MASKED_CLOSE.length);
  }

  // --- how it ends

  @Test
  void theEndOfTheClientsStreamIsAFinAndTheAnswerStillComes(ProxyHarness proxy) throws Exception {
    switching(
        proxy,
        socket -> {
          assertThat(socket.readToEnd()).isEqualTo(MASKED_CLOSE);
          socket.send(ENOUGH);
        });
    try (Http2Socket client = opened(proxy)) {
      client.data(1, MASKED_CLOSE, true);

      Http2Socket.Answer answer = client.answer(1);

      assertThat(answer.body()).isEqualTo(ENOUGH);
      assertThat(answer.reset()).isEmpty();
    }
  }

  @Test
  void theCloseCodeOfTheUpstreamArrivesThoughItLeavesAtOnce(ProxyHarness proxy) throws Exception {
    switching(proxy, socket -> socket.send(ENOUGH));
    try (Http2Socket client = opened(proxy)) {
      Http2Socket.Answer answer = client.answer(1);

      assertThat(answer.body()).isEqualTo(ENOUGH);
      assertThat(answer.reset()).isEmpty();
    }
  }

  @Test
  void whatWasReadBeforeTheUpstreamLeftArrivesThoughTheClientWasSlow(ProxyHarness proxy)
      throws Exception {
    byte[] much = Bodies.random(1_300_000);
    var closed = new CountDownLatch(1);
    switching(
        proxy,
        socket -> {
          socket.send(much).finish();
          socket.awaitEnd();
          closed.countDown();
        });
    // Its window is full long before the facade has seen the end of the upstream.
    try (Http2Socket client = opened(proxy)) {
      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();

      Http2Socket.Answer answer = client.answer(1);

      assertThat(answer.body().length).isEqualTo(much.length);
      assertThat(answer.body()).isEqualTo(much);
      assertThat(answer.reset()).isEmpty();
    }
  }

  @Test
  void aResetOfTheStreamIsAResetOfTheUpstreamAndOfNoOtherStream(ProxyHarness proxy)
      throws Exception {
    var ends = new LinkedBlockingQueue<RawSocket.End>();
    switching(
        proxy,
        socket -> {
          echoOnce(socket);
          ends.add(socket.awaitEnd());
        });
    try (Http2Socket client = opened(proxy)) {
      ask(client, 3).head(3);
      client.data(1, "one", false).data(3, "two", false);
      client.body(1, 3);
      client.body(3, 3);
      client.reset(1, CANCEL);

      assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(RawSocket.End.RESET);
      assertThat(ends).isEmpty();
      client.data(3, "", true);
      assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(RawSocket.End.CLOSED);
      assertThat(client.answer(3).text()).isEqualTo("two");
    }
  }

  private static void echoOnce(RawSocket socket) throws IOException {
    socket.send(socket.read(3));
  }

  @Test
  void aClientThatIsLostBreaksOffTheUpstreams(ProxyHarness proxy) throws Exception {
    var ended = new CountDownLatch(2);
    switching(
        proxy,
        socket -> {
          socket.awaitEnd();
          ended.countDown();
        });
    try (Http2Socket client = opened(proxy)) {
      ask(client, 3).head(3);
    }

    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anUpstreamThatBreaksOffResetsTheStream(ProxyHarness proxy) throws Exception {
    switching(
        proxy,
        socket -> {
          socket.read(3);
          socket.reset();
        });
    try (Http2Socket client = opened(proxy)) {
      client.data(1, "die", false);

      assertThat(client.answer(1).reset()).hasValue((long) CANCEL);
    }
  }

  @Test
  void aClientThatLeavesBeforeTheAnswerFreesTheUpstream(ProxyHarness proxy) throws Exception {
    var asked = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "live",
                connection -> {
                  connection.head();
                  asked.countDown();
                  connection.socket().awaitEnd();
                  ended.countDown();
                }));
    try (Http2Socket client = proxy.http2()) {
      ask(client, 1);
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      client.reset(1, CANCEL);

      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void clientsThatLeaveAtEveryMomentLeaveNothingBehind(ProxyHarness proxy) throws Exception {
    switching(proxy, WebSocketStreamTest::echo);
    for (int round = 0; round < 4; round++) {
      try (Http2Socket client = proxy.http2()) {
        for (int i = 0; i < 60; i++) {
          int stream = 2 * i + 1;
          ask(client, stream);
          if (i % 3 > 0) {
            client.data(stream, MASKED_TEXT, i % 2 == 0);
          }
          if (i % 5 == 0) {
            client.head(stream);
          }
          if (i % 4 > 0) {
            client.reset(stream, CANCEL);
          }
        }
      }
    }
    proxy.awaitQuiet();
    // Epoll may tell a young connection what was meant for one that had its descriptor before.
    proxy.saidInLog("NotYetConnectedException");

    try (Http2Socket client = opened(proxy)) {
      client.data(1, MASKED_TEXT, false);
      assertThat(client.body(1, MASKED_TEXT.length).body()).isEqualTo(MASKED_TEXT);
    }
  }

  @Test
  void bothEndsAreToldThatTheOtherGoesAwayAndClose(ProxyHarness proxy) throws Exception {
    var heard = new LinkedBlockingQueue<byte[]>();
    switching(
        proxy,
        socket -> {
          socket.send(socket.read(MASKED_TEXT.length));
          heard.add(socket.read(8));
          socket.send(GOING_AWAY).awaitEnd();
        });
    try (Http2Socket client = opened(proxy)) {
      client.data(1, MASKED_TEXT, false).body(1, MASKED_TEXT.length);
      var drained =
          CompletableFuture.supplyAsync(() -> proxy.facade().drain(Duration.ofSeconds(20)));

      byte[] said = client.body(1, MASKED_TEXT.length + 4).body();
      assertThat(Arrays.copyOfRange(said, MASKED_TEXT.length, said.length)).isEqualTo(GOING_AWAY);
      byte[] close = heard.take();
      assertThat((close[6] ^ close[2]) & 0xff).isEqualTo(0x03);
      assertThat((close[7] ^ close[3]) & 0xff).isEqualTo(0xe9);
      client.data(1, MASKED_CLOSE, true);

      assertThat(client.answer(1).reset()).isEmpty();
      assertThat(client.awaitGoAway().errorCode()).isZero();
      assertThat(drained.get(10, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void whoDoesNotAnswerIsLeftWhenTheGraceIsOver(ProxyHarness proxy) throws Exception {
    switching(proxy, RawSocket::awaitEnd);
    try (Http2Socket client = opened(proxy)) {
      var drained =
          CompletableFuture.supplyAsync(() -> proxy.facade().drain(Duration.ofMillis(400)));

      assertThat(client.answer(1).body()).isEqualTo(GOING_AWAY);
      drained.get(10, TimeUnit.SECONDS);
    }
  }
}
