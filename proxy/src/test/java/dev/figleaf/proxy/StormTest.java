package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyHarness.times;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Storms of clients that break off leave nothing behind, and the next ones are served. */
@ProxyTest
@Timeout(60)
class StormTest {
  private static final int WAVES = 8;
  private static final byte[] HALF_A_FRAME = {(byte) 0x82, (byte) 0xfe, 4, 0, 1, 2, 3, 4, 'h', 'a'};
  private static final int DATA_BYTES = 1_000;
  private static final String[] WEBSOCKET = {
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13"
  };

  /** One way to leave. */
  private interface Leaver {
    /** Ends its connection: in order, or by a RST. */
    void leave(boolean reset) throws IOException;
  }

  /** Goes to the point from which it leaves. */
  private interface Way {
    Leaver go(ProxyHarness proxy) throws IOException;
  }

  /** The same over HTTP/1.1. */
  private interface Http1Way {
    void go(ProxyHarness proxy, RawSocket client) throws IOException;

    default Way asWay() {
      return proxy -> {
        RawSocket client = proxy.connectSlowly(8 * 1024);
        go(proxy, client);
        return reset -> end(client, reset);
      };
    }
  }

  /** The same over HTTP/2. */
  private interface Http2Way {
    void go(Http2Socket client) throws IOException;

    default Way asWay() {
      return proxy -> {
        Socket socket = proxy.socket(1);
        go(Http2Socket.over(socket));
        return reset -> {
          socket.setSoLinger(reset, 0);
          socket.close();
        };
      };
    }
  }

  /** A FIN is one even when there are bytes that nobody has read, if it comes before the close. */
  private static void end(RawSocket client, boolean reset) throws IOException {
    if (reset) {
      client.reset();
    } else {
      client.finish();
      client.close();
    }
  }

  /** Where clients leave, and how many requests each has in flight then. */
  private enum Point {
    AFTER_CONNECTING(0, (_, _) -> {}),
    IN_THE_REQUEST_LINE(0, (_, client) -> client.send("GET /ok HT")),
    IN_THE_HEADERS(0, (_, client) -> client.send("GET /ok HTTP/1.1\r\nHost: shop\r\nAcce")),
    BEFORE_THE_BODY(1, (proxy, client) -> client.send(proxy.headOf("POST", "/waits", 100_000))),
    IN_A_SIZED_BODY(
        1,
        (proxy, client) ->
            client.send(proxy.headOf("POST", "/waits", 100_000)).send("x".repeat(70_000))),
    IN_A_CHUNK(
        1,
        (proxy, client) ->
            client
                .send(proxy.headOf("POST", "/waits", -1, "Transfer-Encoding: chunked"))
                .send("5\r\nwhole\r\n400\r\nhalf")),
    BEFORE_THE_ANSWER(1, (proxy, client) -> client.send(proxy.headOf("GET", "/waits", -1))),
    BEHIND_THE_HEAD_OF_THE_ANSWER(
        1, (proxy, client) -> client.send(proxy.headOf("GET", "/begins", -1)).readHead()),
    IN_THE_BODY_OF_THE_ANSWER(
        1,
        (proxy, client) -> {
          client.send(proxy.headOf("GET", "/streams", -1)).readHead();
          client.read(1);
        }),
    BEHIND_PIPELINED_REQUESTS(
        1, (proxy, client) -> client.send(proxy.headOf("GET", "/waits", -1).repeat(20))),
    WHERE_IT_SHOULD_CONTINUE(
        1,
        (proxy, client) ->
            client
                .send(proxy.headOf("POST", "/continues", 1_000, "Expect: 100-continue"))
                .readHead()),
    IN_A_FRAME_OF_A_WEBSOCKET(
        1,
        (proxy, client) -> {
          client.send(proxy.headOf("GET", "/socket", -1, WEBSOCKET)).readHead();
          client.send(HALF_A_FRAME);
        }),
    AFTER_RESETTING_ITS_STREAMS(
        0,
        client -> {
          for (int stream = 1; stream < 40; stream += 2) {
            client.get(stream, "/waits").reset(stream, 8);
          }
        }),
    AFTER_SAYING_GOODBYE(
        5,
        client -> {
          for (int stream = 1; stream < 10; stream += 2) {
            client.get(stream, "/waits");
          }
          client.send(Http2Socket.GOAWAY, 0, 0, new byte[8]);
        }),
    WITH_FIFTY_STREAMS(
        50,
        client -> {
          for (int stream = 1; stream < 100; stream += 2) {
            client.get(stream, "/waits");
          }
        }),
    IN_A_DATA_FRAME(
        1,
        client -> {
          byte[] whole = Http2Socket.frame(Http2Socket.DATA, 0, 1, new byte[DATA_BYTES]);
          client
              .request(1, false, "POST", "/waits")
              .raw(java.util.Arrays.copyOf(whole, DATA_BYTES / 2));
        });

    private final int inFlight;
    private final Way way;

    Point(int inFlight, Http1Way way) {
      this.inFlight = inFlight;
      this.way = way.asWay();
    }

    Point(int inFlight, Http2Way way) {
      this.inFlight = inFlight;
      this.way = way.asWay();
    }

    /** So many that hundreds of requests are there at once, and no more than may wait. */
    int inOneWave() {
      return inFlight > 10 ? 12 : 40;
    }
  }

  /** Does as its path says; what it begins it never ends. */
  private static void play(RawUpstream.Connection connection) throws Exception {
    RawSocket socket = connection.socket();
    while (true) {
      String path = connection.head().startLine().split(" ", -1)[1];
      switch (path) {
        case "/ok" -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        case "/begins" -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        case "/streams" ->
            connection
                .send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                .send(new byte[999_999]);
        case "/continues" -> connection.send("HTTP/1.1 100 Continue\r\n\r\n");
        case "/socket" ->
            connection.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                    + "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
        default -> {}
      }
      if (!path.equals("/ok")) {
        socket.awaitEnd();
        return;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLeftOfClientsThatLeave(Point point, ProxyHarness proxy) throws Exception {
    proxy
        .eventLoops(2)
        .withH2c()
        .forwardingTo(proxy.rawUpstream("legacy", StormTest::play), "pool: { connections: 512 }");
    assertThat(proxy.get("/ok")).hasStatus(200);

    for (int wave = 0; wave < WAVES; wave++) {
      storm(proxy, point, wave % 2 == 0, wave % 4 < 2);
    }

    assertThat(proxy.get("/ok", times(20)))
        .extracting(Message::status)
        .containsOnly(200)
        .hasSize(20);
    try (Http2Socket client = proxy.http2()) {
      assertThat(client.get(1, "/ok").answer(1).status()).isEqualTo(200);
    }
    proxy.awaitQuiet();
    patiently().until(() -> proxy.metric("figleaf_connections") == 0);
  }

  /**
   * One wave of clients.
   *
   * @param patient whether they leave when all of them are known to have come to the point, or at
   *     once, in a race with what they sent
   */
  private static void storm(ProxyHarness proxy, Point point, boolean reset, boolean patient)
      throws IOException {
    List<Leaver> leavers = new ArrayList<>();
    for (int i = 0; i < point.inOneWave(); i++) {
      leavers.add(point.way.go(proxy));
    }
    if (patient) {
      long requests = (long) point.inFlight * leavers.size();
      patiently()
          .until(
              () ->
                  proxy.facade().events().inFlight() >= requests
                      && proxy.metric("figleaf_connections") >= leavers.size());
    }
    for (Leaver leaver : leavers) {
      leaver.leave(reset);
    }
  }

  private static org.awaitility.core.ConditionFactory patiently() {
    return await().atMost(RawSocket.PATIENCE).pollInterval(Duration.ofMillis(5));
  }
}
