package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.H2Peer;
import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** HTTP/2 on the client's side, and each protocol on the upstream's. */
@ProxyTest
class H2BothSidesTest {
  private static final int CANCEL = 8;

  /** What an upstream does on its connection. */
  private interface Script {
    void run(H2Peer peer) throws Exception;
  }

  private static RawUpstream h2c(ProxyHarness proxy, Script script) {
    RawUpstream calls =
        proxy.rawUpstream("calls", connection -> script.run(H2Peer.accept(connection.socket())));
    proxy.withH2c().forwardingTo(calls, "protocol: h2c");
    return calls;
  }

  @Test
  void whatGrpcNeedsArrives(ProxyHarness proxy) throws Exception {
    byte[] message = {0, 0, 0, 0, 1, 'x'};
    var seen = new LinkedBlockingQueue<H2Peer.Request>();
    h2c(
        proxy,
        peer -> {
          H2Peer.Request request = peer.request();
          seen.add(request);
          peer.headers(
                  request.stream(), false, ":status", "200", "content-type", "application/grpc")
              .data(request.stream(), false, request.body())
              .headers(request.stream(), true, "grpc-status", "0");
          peer.next();
        });
    try (Http2Socket client = proxy.http2()) {
      client
          .headers(
              1,
              false,
              ":method",
              "POST",
              ":scheme",
              "http",
              ":authority",
              "calls.example.com",
              ":path",
              "/a.B/C",
              "content-type",
              "application/grpc",
              "te",
              "trailers",
              "grpc-timeout",
              "100m")
          .data(1, message, true);

      Http2Socket.Answer answer = client.answer(1);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(message);
      assertThat(answer.trailer("grpc-status")).isEqualTo("0");
    }
    H2Peer.Request request = seen.take();
    assertThat(request.header(":authority")).isEqualTo("calls.example.com");
    assertThat(request.header("te")).isEqualTo("trailers");
    assertThat(request.header("grpc-timeout")).isEqualTo("100m");
  }

  @Test
  void anAnswerOfTrailersAloneStaysOne(ProxyHarness proxy) throws Exception {
    h2c(
        proxy,
        peer -> {
          int stream = peer.request().stream();
          peer.headers(stream, true, ":status", "200", "grpc-status", "12");
          peer.next();
        });
    try (Http2Socket client = proxy.http2()) {
      client.get(1, "/");

      Http2Socket.Answer answer = client.answer(1);

      assertThat(answer.header("grpc-status")).isEqualTo("12");
      assertThat(answer.heads()).hasSize(1);
      assertThat(answer.dataFrames()).isZero();
    }
  }

  @Test
  void trailersFollowABodyWhoseLengthWasTold(ProxyHarness proxy) throws Exception {
    h2c(
        proxy,
        peer -> {
          int stream = peer.request().stream();
          peer.headers(stream, false, ":status", "200", "content-length", "2")
              .data(stream, false, "ok")
              .headers(stream, true, "x-sum", "7");
          peer.next();
        });
    try (Http2Socket client = proxy.http2()) {
      client.get(1, "/");

      Http2Socket.Answer answer = client.answer(1);

      assertThat(answer.text()).isEqualTo("ok");
      assertThat(answer.trailer("x-sum")).isEqualTo("7");
    }
  }

  @Test
  void aClientThatCancelsACallCancelsItAtTheUpstreamAndNoOther(ProxyHarness proxy)
      throws Exception {
    var cancelled = new LinkedBlockingQueue<H2Peer.Frame>();
    h2c(
        proxy,
        peer -> {
          int left = peer.next(H2Peer.HEADERS).stream();
          peer.headers(left, false, ":status", "200").data(left, false, "begins");
          H2Peer.Frame frame = peer.next(H2Peer.RST_STREAM);
          assertThat(frame.stream()).isEqualTo(left);
          cancelled.add(frame);
          peer.answer(peer.request().stream(), 200, "other");
          peer.next();
        });
    try (Http2Socket client = proxy.http2()) {
      client.request(1, false, "POST", "/stream");
      client.head(1);
      client.reset(1, CANCEL);

      assertThat(cancelled.poll(10, TimeUnit.SECONDS).code()).isEqualTo(CANCEL);
      client.get(3, "/");
      assertThat(client.answer(3).text()).isEqualTo("other");
    }
  }

  @Test
  void piecesPassBothWaysAtOnce(ProxyHarness proxy) throws Exception {
    h2c(
        proxy,
        peer -> {
          int stream = peer.next(H2Peer.HEADERS).stream();
          peer.headers(stream, false, ":status", "200");
          for (H2Peer.Frame at = peer.next(); !at.endsStream(); at = peer.next()) {
            peer.data(stream, false, at.payload());
          }
          peer.headers(stream, true, "grpc-status", "0");
          peer.next();
        });
    try (Http2Socket client = proxy.http2()) {
      client.request(1, false, "POST", "/chat");
      client.head(1);
      for (int i = 1; i <= 3; i++) {
        client.data(1, "turn", false);
        assertThat(client.body(1, 4 * i).text()).isEqualTo("turn".repeat(i));
      }
      client.data(1, "", true);

      assertThat(client.answer(1).trailer("grpc-status")).isEqualTo("0");
    }
  }

  private static void askForWebSocket(Http2Socket client, int stream) throws Exception {
    client.headers(
        stream,
        false,
        ":method",
        "CONNECT",
        ":protocol",
        "websocket",
        ":scheme",
        "http",
        ":path",
        "/ws",
        ":authority",
        "shop");
  }

  @Test
  void aWebSocketOnAStreamIsAskedForAsAPageAndIsNotOpened(ProxyHarness proxy) throws Exception {
    h2c(
        proxy,
        peer -> {
          H2Peer.Request request = peer.request();
          assertThat(request.header(":method")).isEqualTo("GET");
          assertThat(request.body()).isEmpty();
          peer.answer(request.stream(), 426, "not here");
          peer.answer(peer.request().stream(), 200, "page");
          peer.next();
        });
    try (Http2Socket client = proxy.http2()) {
      askForWebSocket(client, 1);
      client.data(1, "a frame", false);
      assertThat(client.answer(1).status()).isEqualTo(426);

      askForWebSocket(client, 3);
      assertThat(client.answer(3).status()).isEqualTo(502);
    }
  }

  @Test
  void crumbsOfCookiesArriveAsOne(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.withH2c().forwardingTo(legacy);
    try (Http2Socket client = proxy.http2()) {
      client.get(1, "/", "cookie", "a=1", "cookie", "b=2");

      assertThat(client.answer(1).text()).isEqualTo("ok");
    }
    Message request = legacy.received().getFirst();
    assertThat(request).hasHeader("Cookie", "a=1; b=2").hasHeader("Via", "2 figleaf");
  }
}
