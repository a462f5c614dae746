package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Bodies arrive byte for byte, however long they are and however their end is told. */
@ProxyTest
class BodiesTest {
  private static final int[] SIZES = {
    0, 1, 2, 1_000, 65_535, 65_536, 65_537, 131_072, 777_777, 1 << 20
  };

  private static RawUpstream thatTakesAll(ProxyHarness proxy) {
    return proxy.answering("sink", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  @Test
  void sizedRequestBodiesArriveAsTheyAre(ProxyHarness proxy) {
    RawUpstream sink = thatTakesAll(proxy);
    proxy.forwardingTo(sink);

    for (int size : SIZES) {
      byte[] body = Bodies.random(size);
      assertThat(proxy.post("/", body)).hasStatus(200).hasBody("ok");
      assertThat(sink).receivedBody(body);
      assertThat(sink.received().getLast())
          .hasHeader("Content-Length", Integer.toString(size))
          .hasNoHeader("Transfer-Encoding");
    }
  }

  @Test
  void chunkedRequestBodiesArriveAsTheyAre(ProxyHarness proxy) throws Exception {
    RawUpstream sink = thatTakesAll(proxy);
    proxy.forwardingTo(sink);

    for (int size : SIZES) {
      byte[] body = Bodies.random(size);
      try (RawSocket client = proxy.connect()) {
        client.send(proxy.headOf("POST", "/", -1, "Transfer-Encoding: chunked"));
        sendInChunks(client, body, 10_000);
        assertThat(client.readAnswer()).hasStatus(200);
      }
      assertThat(sink).receivedBody(body);
      assertThat(sink.received().getLast())
          .hasHeader("Transfer-Encoding", "chunked")
          .hasNoHeader("Content-Length");
    }
  }

  @Test
  void sizedResponseBodiesArriveAsTheyAre(ProxyHarness proxy) {
    proxy.forwardingTo(
        thatAnswersWithTheSizeAsked(
            proxy,
            (socket, body) -> {
              socket.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
              socket.send(body);
            }));

    for (int size : SIZES) {
      Message answer = proxy.get("/" + size);
      assertThat(answer).hasStatus(200).hasBody(Bodies.random(size));
      assertThat(answer).hasHeader("Content-Length", Integer.toString(size));
      assertThat(answer).hasNoHeader("Transfer-Encoding");
    }
  }

  @Test
  void chunkedResponseBodiesArriveAsTheyAre(ProxyHarness proxy) {
    proxy.forwardingTo(
        thatAnswersWithTheSizeAsked(
            proxy,
            (socket, body) -> {
              socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              sendInChunks(socket, body, 30_000);
            }));

    for (int size : SIZES) {
      Message answer = proxy.get("/" + size);
      assertThat(answer).hasStatus(200).hasBody(Bodies.random(size));
      assertThat(answer).hasHeader("Transfer-Encoding", "chunked");
      assertThat(answer).hasNoHeader("Content-Length");
    }
  }

  @Test
  void responseBodiesThatEndWithTheConnectionArriveAsTheyAre(ProxyHarness proxy) {
    proxy.forwardingTo(
        thatAnswersWithTheSizeAsked(
            proxy,
            (socket, body) -> {
              socket.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").send(body);
              socket.close();
            }));

    for (int size : SIZES) {
      assertThat(proxy.get("/" + size)).hasStatus(200).hasBody(Bodies.random(size));
    }
  }

  @Test
  void bothBodiesFlowAtTheSameTime(ProxyHarness proxy) throws Exception {
    RawUpstream echo =
        proxy.rawUpstream(
            "echo",
            connection -> {
              long left = connection.head().first("Content-Length").map(Long::parseLong).orElse(0L);
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + left + "\r\n\r\n");
              while (left > 0) {
                byte[] piece = connection.socket().readOnce();
                connection.socket().send(piece);
                left -= piece.length;
              }
              connection.socket().awaitEnd();
            });
    proxy.forwardingTo(echo);
    byte[] piece = Bodies.random(100_000);

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", 20L * piece.length));
      client.send(piece);
      assertThat(client.readHead().startLine()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(client.read(piece.length)).isEqualTo(piece);
      for (int i = 1; i < 20; i++) {
        client.send(piece);
        assertThat(client.read(piece.length)).isEqualTo(piece);
      }
    }
  }

  @Test
  void aSmallRequestLeavesInOneWrite(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              for (byte[] got = connection.socket().readOnce(); got.length > 0; ) {
                assertThat(new String(got, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .startsWith("POST / HTTP/1.1\r\n")
                    .endsWith("\r\n\r\n" + "x".repeat(1_000));
                connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                got = connection.socket().readOnce();
              }
            });
    proxy.forwardingTo(legacy);

    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 50; i++) {
        client.send(proxy.headOf("POST", "/", 1_000) + "x".repeat(1_000));
        assertThat(client.readAnswer()).hasStatus(204);
      }
    }
  }

  @Test
  void aSmallAnswerLeavesInOneWrite(ProxyHarness proxy) throws Exception {
    String body = "y".repeat(1_000);
    proxy.forwardingTo(
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body));

    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 50; i++) {
        client.send(proxy.headOf("GET", "/", -1));
        assertThat(new String(client.readOnce(), java.nio.charset.StandardCharsets.ISO_8859_1))
            .startsWith("HTTP/1.1 200 OK\r\n")
            .endsWith("\r\n\r\n" + body);
      }
    }
  }

  @Test
  void aHeadIsSeenBeforeTheFirstByteOfTheBody(ProxyHarness proxy) throws Exception {
    var seen = new java.util.concurrent.CountDownLatch(1);
    proxy.forwardingTo(
        proxy.rawUpstream(
            "slow",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
              assertThat(seen.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
              connection.send("ok").awaitEnd();
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      assertThat(client.readHead().startLine()).isEqualTo("HTTP/1.1 200 OK");
      seen.countDown();
      assertThat(client.read(2)).asString().isEqualTo("ok");
    }
  }

  @Test
  void everyByteOfASlowAnswerIsSeenAsItComes(ProxyHarness proxy) throws Exception {
    var next = new java.util.concurrent.Semaphore(1);
    proxy.forwardingTo(
        proxy.rawUpstream(
            "drip",
            connection -> {
              connection.request();
              for (char c : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".toCharArray()) {
                connection.send(String.valueOf(c));
              }
              for (int i = 0; i < 10; i++) {
                assertThat(next.tryAcquire(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
                connection.send("1\r\n" + i + "\r\n");
              }
              connection.send("0\r\n\r\n").awaitEnd();
            }));

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      client.readHead();
      for (int i = 0; i < 10; i++) {
        assertThat(client.readLine()).isEqualTo("1");
        assertThat(client.readLine()).isEqualTo(Integer.toString(i));
        next.release();
      }
      assertThat(client.readLine()).isEqualTo("0");
    }
  }

  private interface Answer {
    void send(RawSocket socket, byte[] body) throws Exception;
  }

  private static RawUpstream thatAnswersWithTheSizeAsked(ProxyHarness proxy, Answer answer) {
    return proxy.rawUpstream(
        "source",
        connection ->
            connection.forEachRequest(
                (request, socket) ->
                    answer.send(
                        socket, Bodies.random(Integer.parseInt(request.target().substring(1))))));
  }

  private static void sendInChunks(RawSocket socket, byte[] body, int size) throws Exception {
    for (int from = 0; from < body.length; from += size) {
      socket.sendChunk(Arrays.copyOfRange(body, from, Math.min(body.length, from + size)));
    }
    socket.send("0\r\n\r\n");
  }
}
