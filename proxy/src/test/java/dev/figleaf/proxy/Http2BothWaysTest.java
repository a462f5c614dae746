package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.H2Peer;
import dev.figleaf.proxy.harness.Head;
import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** HTTP/2 on both sides, as gRPC needs it: streams, trailers, and ends of either side. */
@ProxyTest
class Http2BothWaysTest {

  /** What an upstream says over its one connection. */
  private interface Script {
    void run(H2Peer peer) throws Exception;
  }

  private static void forward(ProxyHarness proxy, Script script) {
    proxy
        .withH2c()
        .forwardingTo(
            proxy.rawUpstream(
                "calls", connection -> script.run(H2Peer.accept(connection.socket()))),
            "protocol: h2c");
  }

  private static Http2Socket call(Http2Socket client, int stream) throws IOException {
    return client.request(
        stream, false, "POST", "/shop.Cart/Add", "te", "trailers", "grpc-timeout", "1S");
  }

  @Test
  void aCallKeepsItsTrailers(ProxyHarness proxy) throws Exception {
    var seen = new CompletableFuture<H2Peer.Request>();
    forward(
        proxy,
        peer -> {
          H2Peer.Request request = peer.request();
          seen.complete(request);
          peer.headers(
                  request.stream(), false, ":status", "200", "content-type", "application/grpc")
              .data(request.stream(), false, "answer")
              .headers(request.stream(), true, "grpc-status", "0");
          peer.next();
        });

    try (Http2Socket client = proxy.http2()) {
      call(client, 1).data(1, "ask", false).headers(1, true, "x-sum", "7");
      Http2Socket.Answer answer = client.answer(1);
      assertThat(answer.text()).isEqualTo("answer");
      assertThat(answer.trailer("grpc-status")).isEqualTo("0");
      assertThat(answer.header("via")).isEqualTo("2 figleaf");
    }
    H2Peer.Request request = seen.get(10, TimeUnit.SECONDS);
    assertThat(request.text()).isEqualTo("ask");
    assertThat(request.header("te")).isEqualTo("trailers");
    assertThat(request.header("grpc-timeout")).isEqualTo("1S");
    assertThat(request.trailers()).containsExactly(new Head.Header("x-sum", "7"));
  }

  @Test
  void anAnswerOfTrailersAloneStaysOne(ProxyHarness proxy) throws IOException {
    forward(
        proxy,
        peer -> {
          H2Peer.Request request = peer.request();
          peer.headers(request.stream(), true, ":status", "200", "grpc-status", "12");
          peer.next();
        });

    try (Http2Socket client = proxy.http2()) {
      Http2Socket.Answer answer = call(client, 1).data(1, "ask", true).answer(1);
      assertThat(answer.heads()).hasSize(1);
      assertThat(answer.header("grpc-status")).isEqualTo("12");
      assertThat(answer.dataFrames()).isZero();
      assertThat(answer.has("content-length")).isFalse();
    }
  }

  @Test
  void bothSidesTalkAtOnce(ProxyHarness proxy) throws IOException {
    forward(
        proxy,
        peer -> {
          H2Peer.Frame head = peer.next(H2Peer.HEADERS);
          peer.headers(head.stream(), false, ":status", "200");
          for (H2Peer.Frame at = peer.next(); at.type() == H2Peer.DATA; at = peer.next()) {
            if (at.endsStream()) {
              peer.headers(head.stream(), true, "grpc-status", "0");
            } else {
              peer.data(head.stream(), false, at.payload());
            }
          }
        });

    try (Http2Socket client = proxy.http2()) {
      call(client, 1);
      client.head(1);
      int bytes = 0;
      for (String message : new String[] {"one", "two", "three"}) {
        bytes += message.length();
        client.data(1, message, false).body(1, bytes);
      }
      Http2Socket.Answer answer = client.data(1, "", true).answer(1);
      assertThat(answer.text()).isEqualTo("onetwothree");
      assertThat(answer.trailer("grpc-status")).isEqualTo("0");
    }
  }

  @Test
  void aCallThatIsCancelledIsCancelledOnTheOtherSideToo(ProxyHarness proxy) throws Exception {
    var began = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    forward(
        proxy,
        peer -> {
          H2Peer.Frame head = peer.next(H2Peer.HEADERS);
          began.countDown();
          H2Peer.Frame at = peer.next();
          while (at.type() != H2Peer.RST_STREAM || at.stream() != head.stream()) {
            at = peer.next();
          }
          cancelled.countDown();
          H2Peer.Request next = peer.request();
          peer.answer(next.stream(), 200, "ok");
          peer.next();
        });

    try (Http2Socket client = proxy.http2()) {
      call(client, 1).data(1, "begins", false);
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      client.reset(1, 8);
      assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.get(3, "/").answer(3).text()).isEqualTo("ok");
    }
  }

  @Test
  void aCallThatBreaksInItsAnswerIsResetAlone(ProxyHarness proxy) throws IOException {
    forward(
        proxy,
        peer -> {
          H2Peer.Request broken = peer.request();
          peer.headers(broken.stream(), false, ":status", "200").data(broken.stream(), false, "x");
          peer.reset(broken.stream(), 2);
          H2Peer.Request next = peer.request();
          peer.answer(next.stream(), 200, "ok");
          peer.next();
        });

    try (Http2Socket client = proxy.http2()) {
      assertThat(client.get(1, "/").answer(1).reset()).hasValue(2);
      assertThat(client.get(3, "/").answer(3).text()).isEqualTo("ok");
    }
  }
}
