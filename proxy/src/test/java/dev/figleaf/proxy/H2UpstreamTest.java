package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.H2Peer;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An upstream that speaks HTTP/2, for clients that speak HTTP/1.1. */
@ProxyTest
class H2UpstreamTest {
  private static final int CANCEL = 8;
  private static final int REFUSED_STREAM = 7;
  private static final String H2C = "protocol: h2c";

  /** What one end does with the whole of a connection. */
  private interface Script {
    void run(H2Peer peer, int connection) throws Exception;
  }

  private static RawUpstream upstream(ProxyHarness proxy, String settings, Script script) {
    RawUpstream upstream =
        proxy.rawUpstream(
            "catalog",
            connection -> script.run(H2Peer.accept(connection.socket()), connection.number()));
    proxy.forwardingTo(upstream, settings.isEmpty() ? H2C : H2C + ", " + settings);
    return upstream;
  }

  /** Answers everything until the facade closes the connection. */
  private static void serve(H2Peer peer, String body) throws Exception {
    while (true) {
      peer.answer(peer.request().stream(), 200, body);
    }
  }

  @Test
  void aRequestArrivesWithAuthorityAndWithoutWhatOnlyHttp1Knows(ProxyHarness proxy)
      throws Exception {
    BlockingQueue<H2Peer.Request> seen = new LinkedBlockingQueue<>();
    upstream(
        proxy,
        "",
        (peer, _) -> {
          H2Peer.Request request = peer.request();
          seen.add(request);
          peer.headers(request.stream(), false, ":status", "200", "content-length", "2", "x-a", "b")
              .data(request.stream(), true, "ok");
          peer.next();
        });

    Message answer =
        proxy.get(
            "/a?b=c",
            "Host: shop.example.com:80",
            "Connection: X-Hop, TE",
            "X-Hop: 1",
            "TE: trailers",
            "X-End: 2");

    assertThat(answer).hasStatus(200).hasBody("ok").hasHeader("x-a", "b");
    assertThat(answer).hasHeader("Content-Length", "2").hasHeader("Via", "2 figleaf");
    H2Peer.Request request = seen.take();
    assertThat(request.header(":authority")).isEqualTo("shop.example.com:80");
    assertThat(request.header(":path")).isEqualTo("/a?b=c");
    assertThat(request.header(":scheme")).isEqualTo("http");
    assertThat(request.header("te")).isEqualTo("trailers");
    assertThat(request.header("x-end")).isEqualTo("2");
    assertThat(request.head().headers())
        .extracting("name")
        .doesNotContain("host", "connection", "x-hop", "transfer-encoding");
  }

  @Test
  void bodiesOfUnknownLengthAndTrailersPassBothWays(ProxyHarness proxy) throws Exception {
    upstream(
        proxy,
        "",
        (peer, _) -> {
          H2Peer.Request request = peer.request();
          String trailers = request.trailers().toString();
          peer.headers(request.stream(), false, ":status", "201")
              .data(request.stream(), false, request.text())
              .headers(request.stream(), true, "x-sum", trailers);
          peer.next();
        });
    try (RawSocket client = proxy.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n0\r\nX-Check: 7\r\n\r\n");

      Message answer = client.readAnswer();

      assertThat(answer).hasStatus(201).hasBody("abc").hasTrailer("x-sum", "[x-check: 7]");
    }
  }

  @Test
  void interimAnswersPassInOrderAndThoseThatNobodyKnowsDoNot(ProxyHarness proxy) throws Exception {
    upstream(
        proxy,
        "",
        (peer, _) -> {
          int stream = peer.next(H2Peer.HEADERS).stream();
          peer.headers(stream, false, ":status", "100");
          assertThat(peer.next(H2Peer.DATA).payload()).hasSize(2);
          peer.headers(stream, false, ":status", "102")
              .headers(stream, false, ":status", "103", "link", "</a.css>")
              .headers(stream, true, ":status", "204");
          peer.next();
        });
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", 2, "Expect: 100-continue"));
      assertThat(client.readAnswer()).hasStatus(100);
      client.send("ok");
      assertThat(client.readAnswer()).hasStatus(103).hasHeader("link", "</a.css>");
      assertThat(client.readAnswer()).hasStatus(204);
    }
  }

  @Test
  void headHasALengthAndNoBody(ProxyHarness proxy) throws Exception {
    upstream(
        proxy,
        "",
        (peer, _) -> {
          int stream = peer.request().stream();
          peer.headers(stream, true, ":status", "200", "content-length", "12");
          peer.next();
        });

    assertThat(proxy.exchange("HEAD", "/", null)).hasHeader("Content-Length", "12");
  }

  @Test
  void manyRequestsShareAConnectionAndOneThatIsResetBreaksNoOther(ProxyHarness proxy)
      throws Exception {
    RawUpstream catalog =
        upstream(
            proxy,
            "",
            (peer, _) -> {
              int first = peer.request().stream();
              int second = peer.request().stream();
              peer.headers(first, false, ":status", "200").data(first, false, "one");
              peer.reset(second, 2);
              peer.next(H2Peer.HEADERS);
              peer.data(first, true, "two");
              peer.next();
            });
    try (RawSocket one = proxy.connect();
        RawSocket two = proxy.connect();
        RawSocket three = proxy.connect()) {
      one.send(proxy.headOf("POST", "/1", 0));
      two.send(proxy.headOf("POST", "/2", 0));

      assertThat(two.readAnswer()).hasStatus(502).hasCode("upstream-reset");
      three.send(proxy.headOf("GET", "/3", -1));

      assertThat(one.readAnswer()).hasBody("onetwo");
      assertThat(catalog.connections()).isEqualTo(1);
      three.reset();
    }
  }

  @Test
  void aClientThatLeavesResetsItsStreamAtOnceAndNoOther(ProxyHarness proxy) throws Exception {
    var codes = new LinkedBlockingQueue<Integer>();
    upstream(
        proxy,
        "",
        (peer, _) -> {
          int left = peer.request().stream();
          H2Peer.Frame reset = peer.next(H2Peer.RST_STREAM);
          assertThat(reset.stream()).isEqualTo(left);
          codes.add(reset.code());
          serve(peer, "still here");
        });
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      await().atMost(RawSocket.PATIENCE).until(() -> proxy.facade().events().inFlight() == 1);
      await()
          .atMost(RawSocket.PATIENCE)
          .until(() -> proxy.metric("figleaf_upstream_connections", "state=\"in_use\"") == 1);
      client.reset();

      assertThat(codes.poll(10, TimeUnit.SECONDS)).isEqualTo(CANCEL);
      assertThat(proxy.get("/")).hasBody("still here");
    }
  }

  @Test
  void afterGoAwayWhatWasBegunEndsAndTheRestGoesToAnotherConnection(ProxyHarness proxy)
      throws Exception {
    RawUpstream catalog =
        upstream(
            proxy,
            "",
            (peer, connection) -> {
              if (connection > 1) {
                serve(peer, "second");
              }
              int kept = peer.request().stream();
              int refused = peer.request().stream();
              assertThat(refused).isGreaterThan(kept);
              peer.goAway(kept);
              peer.answer(kept, 200, "first");
              assertThat(peer.next(H2Peer.GOAWAY).type()).isEqualTo(H2Peer.GOAWAY);
            });
    try (RawSocket one = proxy.connect();
        RawSocket two = proxy.connect()) {
      one.send(proxy.headOf("POST", "/1", 0));
      await().atMost(RawSocket.PATIENCE).until(() -> proxy.facade().events().inFlight() == 1);
      two.send(proxy.headOf("POST", "/2", 0));

      assertThat(one.readAnswer()).hasBody("first");
      assertThat(two.readAnswer()).hasBody("second");
      assertThat(catalog.connections()).isEqualTo(2);
    }
  }

  @Test
  void aRefusedStreamIsTriedOnceMoreWhateverItsMethod(ProxyHarness proxy) throws Exception {
    upstream(
        proxy,
        "",
        (peer, _) -> {
          peer.reset(peer.request().stream(), REFUSED_STREAM);
          H2Peer.Request again = peer.request();
          peer.answer(again.stream(), 200, again.text());
          peer.reset(peer.request().stream(), REFUSED_STREAM);
          peer.reset(peer.request().stream(), REFUSED_STREAM);
          peer.next();
        });

    assertThat(proxy.post("/", "once")).hasStatus(200).hasBody("once");
    assertThat(proxy.post("/", "twice")).hasStatus(502).hasCode("upstream-reset");
  }

  @Test
  void noMoreStreamsAreOpenedThanTheUpstreamAllowsAndTheRestWait(ProxyHarness proxy)
      throws Exception {
    RawUpstream catalog =
        proxy.rawUpstream(
            "catalog",
            connection -> {
              H2Peer peer = H2Peer.accept(connection.socket(), 1);
              int only = peer.request().stream();
              await()
                  .atMost(RawSocket.PATIENCE)
                  .until(() -> proxy.metric("figleaf_upstream_waiting") == 2);
              peer.answer(only, 200, "ok");
              serve(peer, "ok");
            });
    proxy.forwardingTo(catalog, H2C + ", pool: { connections: 1, max-wait: 10s }");
    try (RawSocket one = proxy.connect();
        RawSocket two = proxy.connect();
        RawSocket three = proxy.connect()) {
      one.send(proxy.headOf("GET", "/", -1));
      two.send(proxy.headOf("GET", "/", -1));
      three.send(proxy.headOf("GET", "/", -1));

      assertThat(one.readAnswer()).hasBody("ok");
      assertThat(two.readAnswer()).hasBody("ok");
      assertThat(three.readAnswer()).hasBody("ok");
      assertThat(catalog.connections()).isEqualTo(1);
    }
  }

  @Test
  void anUpstreamThatNeverSaysItsSettingsIsTooSlowToConnectTo(ProxyHarness proxy) throws Exception {
    var answered = new CountDownLatch(1);
    RawUpstream mute =
        proxy.rawUpstream("mute", _ -> assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue());
    proxy.forwardingTo(mute, H2C + ", timeout: { connect: 250ms }");

    assertThat(proxy.get("/")).hasStatus(504).hasCode("connect-timeout");
    answered.countDown();
  }

  @Test
  void aConnectionThatFellSilentIsNotLeftForOthersToFindOut(ProxyHarness proxy) throws Exception {
    RawUpstream catalog =
        upstream(
            proxy,
            "timeout: { connect: 250ms, response: 300ms }",
            (peer, connection) -> {
              if (connection > 1) {
                serve(peer, "awake");
              }
              peer.ignorePings();
              peer.request();
              peer.next();
              peer.next();
            });

    assertThat(proxy.get("/")).hasStatus(504).hasCode("response-timeout");
    assertThat(proxy.get("/")).hasStatus(200).hasBody("awake");
    assertThat(catalog.connections()).isEqualTo(2);
  }

  @Test
  void aLargeBodyWaitsForTheCreditOfItsStream(ProxyHarness proxy) throws Exception {
    byte[] body = Bodies.random(300_000);
    upstream(
        proxy,
        "",
        (peer, _) -> {
          int stream = peer.next(H2Peer.HEADERS).stream();
          int got = 0;
          while (got < 65_535) {
            got += peer.next(H2Peer.DATA).payload().length;
          }
          assertThat(got).isEqualTo(65_535);
          peer.credit(0, 300_000).credit(stream, 300_000);
          while (got < body.length) {
            got += peer.next(H2Peer.DATA).payload().length;
          }
          peer.answer(stream, 200, "got " + got);
          peer.next();
        });

    assertThat(proxy.post("/", body)).hasBody("got 300000");
  }

  @Test
  void aSlowClientHoldsUpItsOwnStreamOnly(ProxyHarness proxy) throws Exception {
    byte[] piece = Bodies.random(16_000);
    upstream(
        proxy,
        "",
        (peer, _) -> {
          int slow = peer.request().stream();
          peer.headers(slow, false, ":status", "200");
          for (int i = 0; i < 4; i++) {
            peer.data(slow, false, piece);
          }
          serve(peer, "quick");
        });
    try (RawSocket slow = proxy.connectSlowly(4_096)) {
      slow.send(proxy.headOf("GET", "/slow", -1));
      slow.readHead();

      for (int i = 0; i < 20; i++) {
        assertThat(proxy.get("/")).hasBody("quick");
      }
      slow.reset();
    }
  }

  @Test
  void anUpgradeIsNotPassedOnBecauseAStreamCannotSwitch(ProxyHarness proxy) throws Exception {
    upstream(
        proxy,
        "",
        (peer, _) -> {
          H2Peer.Request request = peer.request();
          assertThat(request.header("upgrade")).isEmpty();
          peer.answer(request.stream(), 426, "no");
          peer.next();
        });

    assertThat(proxy.get("/", "Connection: Upgrade", "Upgrade: websocket")).hasStatus(426);
  }
}
