package dev.figleaf.proxy.faults;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyAssertions.assertThatThrownBy;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.EOFException;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Upstreams that break off, close one side, take their time, or answer too early. */
@ProxyTest
class BrokenUpstreamTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** Whoever waits for a timeout of the facade waits for a second, at least. */
  private static final int TIMEOUT_MILLIS = 1_000;

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }

  /** What a POST is answered, because one is never sent again. */
  private static void tellBreak(ProxyHarness proxy, String test) throws Exception {
    long began = System.nanoTime();
    assertThat(proxy.post("/", "x")).hasStatus(502).hasCode("upstream-reset");
    double millis = millisSince(began);
    Figures.tell("BrokenUpstreamTest." + test, "502 upstream-reset after %.1f ms", millis);
    assertThat(millis).isLessThan(TIMEOUT_MILLIS);
  }

  private static void resettingAfter(ProxyHarness proxy, String said) {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send(said);
              connection.socket().reset();
            }));
  }

  @Test
  void aResetBeforeTheHeadIsToldAtOnce(ProxyHarness proxy) throws Exception {
    resettingAfter(proxy, "");
    tellBreak(proxy, "aResetBeforeTheHeadIsToldAtOnce");
  }

  @Test
  void aResetWithinTheHeadIsToldAtOnce(ProxyHarness proxy) throws Exception {
    resettingAfter(proxy, "HTTP/1.1 200 OK\r\nContent-Le");
    tellBreak(proxy, "aResetWithinTheHeadIsToldAtOnce");
  }

  /** What said it would be whole never looks so: the connection ends with the answer. */
  private static void tellBrokenBody(ProxyHarness proxy, String begun, String test)
      throws Exception {
    var heard = new CountDownLatch(1);
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + begun);
              assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
              connection.socket().reset();
            }));
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1)).readHead();
      client.read(begun.length());
      long began = System.nanoTime();
      heard.countDown();
      assertThatThrownBy(() -> client.read(1))
          .isInstanceOfAny(EOFException.class, SocketException.class);
      double millis = millisSince(began);
      Figures.tell(
          "BrokenUpstreamTest." + test, "the client's connection ended after %.1f ms", millis);
      assertThat(millis).isLessThan(TIMEOUT_MILLIS);
    }
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"upstream-reset\"")).isEqualTo(1);
  }

  @Test
  void aResetBehindTheHeadBreaksTheAnswerOff(ProxyHarness proxy) throws Exception {
    tellBrokenBody(proxy, "", "aResetBehindTheHeadBreaksTheAnswerOff");
  }

  @Test
  void aResetWithinTheBodyBreaksTheAnswerOff(ProxyHarness proxy) throws Exception {
    tellBrokenBody(proxy, "begins", "aResetWithinTheBodyBreaksTheAnswerOff");
  }

  /** It could still read, and will never say anything. */
  @Test
  void anUpstreamThatClosesItsSideFirstIsToldAtOnce(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.socket().finish();
              connection.socket().awaitEnd();
            }));
    tellBreak(proxy, "anUpstreamThatClosesItsSideFirstIsToldAtOnce");
  }

  @Test
  void anAnswerIsWholeThoughItsUpstreamClosedItsSide(ProxyHarness proxy) throws Exception {
    byte[] body = Bodies.random(1_000_000);
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
              connection.socket().send(body).finish();
              connection.socket().awaitEnd();
            }));
    int whole = 0;
    for (int i = 0; i < 20; i++) {
      assertThat(proxy.get("/")).hasStatus(200).hasBody(body);
      whole++;
    }
    Figures.tell(
        "BrokenUpstreamTest.anAnswerIsWholeThoughItsUpstreamClosedItsSide",
        "%d of 20 answers of 1 MB whole",
        whole);
  }

  /** A client that says no more has left, as far as anybody can tell; its upstream is told. */
  @Test
  void aClientThatClosesItsSideEndsItsRequest(ProxyHarness proxy) throws Exception {
    var end = new CompletableFuture<RawSocket.End>();
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              end.complete(connection.socket().awaitEnd());
            }));
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      org.awaitility.Awaitility.await()
          .atMost(RawSocket.PATIENCE)
          .until(() -> proxy.facade().events().inFlight() == 1);
      long began = System.nanoTime();
      client.finish();
      assertThat(end.get(10, TimeUnit.SECONDS)).isNotNull();
      Figures.tell(
          "BrokenUpstreamTest.aClientThatClosesItsSideEndsItsRequest",
          "the upstream's connection ended after %.1f ms",
          millisSince(began));
      client.awaitEnd();
    }
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"client-gone\"")).isEqualTo(1);
  }

  /** On the only event loop, which serves others meanwhile. */
  @Test
  void anUpstreamThatAnswersOneByteASecondPassesAndSlowsNobody(ProxyHarness proxy)
      throws Exception {
    int bytes = 6;
    RawUpstream drip =
        proxy.rawUpstream(
            "drip",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
              Pace.run(bytes, 1, i -> connection.send(String.valueOf(i)));
              connection.socket().awaitEnd();
            });
    proxy.answering("quick", OK);
    proxy.rules(
        """
        version: 1
        upstreams:
          %s: { url: "${drip}", timeout: { idle: 5s } }
          quick: { url: "${quick}" }
        routes:
          - { match: /drip, to: drip }
          - { match: /**, to: quick }
        """
            .formatted(drip.name()));
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/drip", -1));
      Report others = Load.gets(proxy.port(), "/", 100).run(100 * (bytes - 1));
      assertThat(client.readAnswer()).hasStatus(200).hasBody("012345");
      Figures.tell(
          "BrokenUpstreamTest.anUpstreamThatAnswersOneByteASecondPassesAndSlowsNobody",
          "all %d bytes came; of %,d others on its event loop %d failed, p99 %.1f ms",
          bytes,
          others.count(),
          others.failed(),
          others.percentileMillis(0.99));
      assertThat(others.failures()).isEmpty();
      assertThat(others.percentileMillis(0.99)).isLessThan(TIMEOUT_MILLIS);
    }
  }

  /** The rest of the body has nowhere to go; the client reads why. */
  @Test
  void anAnswerThatComesBeforeTheBodyWasReadReachesTheClient(ProxyHarness proxy) throws Exception {
    int bodyBytes = 20_000_000;
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.head();
              connection.send(
                  "HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmuch");
              connection.socket().finish();
              connection.socket().awaitEnd();
            }));
    int told = 0;
    for (int i = 0; i < 20; i++) {
      try (RawSocket client = proxy.connect()) {
        client.send(proxy.headOf("POST", "/", bodyBytes)).send(Bodies.random(100_000));
        assertThat(client.readAnswer()).hasStatus(413).hasBody("much");
        told++;
      }
    }
    Figures.tell(
        "BrokenUpstreamTest.anAnswerThatComesBeforeTheBodyWasReadReachesTheClient",
        "%d of 20 clients read the 413",
        told);
  }
}
