package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import dev.figleaf.rules.ByteSize;
import dev.figleaf.rules.Percentage;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Each limit holds, and is counted when it does. */
@ProxyTest
class LimitsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String RESPOND =
      "version: 1\nroutes: [{ match: /**, respond: { status: 200, body: hello } }]\n";

  private static double refused(ProxyHarness proxy, String reason) {
    return proxy.metric("figleaf_refused_total", "reason=\"" + reason + "\"");
  }

  private static RawUpstream legacy(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.forwardingTo(legacy);
    return legacy;
  }

  /** Sends a byte every 50 ms until the facade has had enough of it. */
  private static void trickleUntilCut(RawSocket client, String piece) {
    await()
        .atMost(RawSocket.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !sent(client, piece));
  }

  private static boolean sent(RawSocket client, String piece) {
    try {
      client.send(piece);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void aHeadThatTricklesIsCutThoughItNeverIdles(ProxyHarness proxy) throws Exception {
    legacy(proxy.limit("head", SHORT));

    try (RawSocket client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
      trickleUntilCut(client, "y");
    }
    Assertions.assertThat(refused(proxy, "head-timeout")).isEqualTo(1);
  }

  @Test
  void emptyLinesAreABeginningToo(ProxyHarness proxy) throws Exception {
    legacy(proxy.limit("head", SHORT));

    try (RawSocket client = proxy.connect()) {
      trickleUntilCut(client, "\r\n");
    }
    Assertions.assertThat(refused(proxy, "head-timeout")).isEqualTo(1);
  }

  @Test
  void theHeadOfALaterRequestIsTimedLikeTheFirst(ProxyHarness proxy) throws Exception {
    legacy(proxy.limit("head", SHORT));

    try (RawSocket client = proxy.connect()) {
      assertThat(client.send(GET + "GET /b").readAnswer()).hasStatus(200);
      assertThat(client).isEnded();
    }
    Assertions.assertThat(refused(proxy, "head-timeout")).isEqualTo(1);
  }

  @Test
  void aConnectionWithoutARequestIsClosed(ProxyHarness proxy) throws Exception {
    legacy(proxy.limit("idle", SHORT));

    try (RawSocket client = proxy.connect()) {
      assertThat(client.send(GET).readAnswer()).hasStatus(200);
      assertThat(client).isEnded();
    }
    Assertions.assertThat(refused(proxy, "connection-idle")).isEqualTo(1);
  }

  @Test
  void aBodyThatTricklesIsA408(ProxyHarness proxy) throws Exception {
    RawUpstream legacy = legacy(proxy.limit("slowBody", SHORT));

    try (RawSocket client = proxy.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
      await()
          .atMost(RawSocket.PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                sent(client, "x");
                return refused(proxy, "body-too-slow") == 1;
              });
      assertThat(client.readAnswer()).hasStatus(408).hasCode("body-too-slow");
    }
    assertThat(legacy).receivedNothing();
  }

  @Test
  void aBodyThatPausesAfterMuchIsNotTooSlow(ProxyHarness proxy) throws Exception {
    legacy(proxy.limit("slowBody", SHORT).limit("bodyRate", ByteSize.parse("200B")));

    try (RawSocket client = proxy.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2001\r\n\r\n");
      client.send("x".repeat(2_000));
      // 2,000 bytes buy ten seconds: three times the grace is nothing.
      long until = System.nanoTime() + 3 * SHORT.toNanos();
      await().atMost(RawSocket.PATIENCE).until(() -> System.nanoTime() > until);
      assertThat(client.send("y").readAnswer()).hasStatus(200);
    }
  }

  @Test
  void aClientThatTakesNothingIsCut(ProxyHarness proxy) throws Exception {
    byte[] page = Bodies.random(32 << 20);
    var legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + page.length + "\r\n\r\n");
              connection.socket().send(page);
            });
    proxy.forwardingTo(legacy, "timeout: { idle: 500ms }");

    try (RawSocket client = proxy.connectSlowly(16 * 1024)) {
      client.send(GET).readHead();
      await().atMost(RawSocket.PATIENCE).until(() -> refused(proxy, "client-idle") == 1);
    }
  }

  @Test
  void anUpstreamWhoseEventsAreRareIsNotTooSlow(ProxyHarness proxy) throws Exception {
    var legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\n\r\nevent");
              long until = System.nanoTime() + 5 * SHORT.toNanos();
              await().atMost(RawSocket.PATIENCE).until(() -> System.nanoTime() > until);
              connection.send("event");
            });
    proxy.limit("slowBody", SHORT).forwardingTo(legacy);

    assertThat(proxy.get("/")).hasStatus(200).hasBody("eventevent");
  }

  @Test
  void oneConnectionTooManyIsClosedAtOnce(ProxyHarness proxy) throws Exception {
    legacy(proxy.limit("connections", 2));

    try (RawSocket first = proxy.connect();
        RawSocket second = proxy.connect()) {
      assertThat(first.send(GET).readAnswer()).hasStatus(200);
      assertThat(second.send(GET).readAnswer()).hasStatus(200);
      try (RawSocket third = proxy.connect()) {
        assertThat(third).isEnded();
      }
      Assertions.assertThat(refused(proxy, "connections")).isEqualTo(1);
      Assertions.assertThat(proxy.metric("figleaf_connections_refused_total")).isEqualTo(1);
    }
    await().atMost(RawSocket.PATIENCE).until(() -> proxy.metric("figleaf_connections") == 0);
    assertThat(proxy.get("/")).hasStatus(200);
  }

  @Test
  void theLastRequestOfAConnectionClosesIt(ProxyHarness proxy) throws Exception {
    legacy(proxy.limit("requests", 3));

    try (RawSocket client = proxy.connect()) {
      assertThat(client.send(GET).readAnswer()).hasStatus(200);
      assertThat(client.send(GET).readAnswer()).hasStatus(200);
      assertThat(client.send(GET).readAnswer()).hasStatus(200).hasHeader("Connection", "close");
      assertThat(client).isClosed();
    }
    Assertions.assertThat(refused(proxy, "connection-used-up")).isEqualTo(1);
  }

  @Test
  void anOverloadedHeapRefusesEveryNewRequest(ProxyHarness proxy) {
    legacy(proxy.limit("heap", Percentage.ZERO));

    System.gc();
    await()
        .atMost(RawSocket.PATIENCE)
        .untilAsserted(() -> assertThat(proxy.get("/")).hasStatus(503).hasCode("overloaded"));
    assertThat(proxy.get("/")).hasHeader("Retry-After", "1");
    Assertions.assertThat(refused(proxy, "overloaded")).isGreaterThan(0);
  }

  @Test
  void oneRequestTooManyIsRefusedAndThoseInFlightFinish(ProxyHarness proxy) throws Exception {
    var open = new java.util.concurrent.CountDownLatch(1);
    proxy
        .limit("inFlight", 2)
        .eventLoops(2)
        .forwardingTo(
            proxy.rawUpstream(
                "legacy",
                connection ->
                    connection.forEachRequest(
                        (_, socket) -> {
                          assertThat(open.await(10, java.util.concurrent.TimeUnit.SECONDS))
                              .isTrue();
                          socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                        })));

    try (RawSocket first = proxy.connect();
        RawSocket second = proxy.connect();
        RawSocket third = proxy.connect()) {
      first.send(GET);
      second.send(GET);
      await()
          .atMost(RawSocket.PATIENCE)
          .until(() -> proxy.metric("figleaf_requests_in_flight") == 2);

      assertThat(third.send(GET).readAnswer())
          .hasStatus(503)
          .hasCode("overloaded")
          .hasHeader("Retry-After", "1");
      open.countDown();
      assertThat(first.readAnswer()).hasStatus(200);
      assertThat(second.readAnswer()).hasStatus(200);
      proxy.awaitQuiet();
      assertThat(third.send(GET).readAnswer()).hasStatus(200);
    }
    Assertions.assertThat(refused(proxy, "overloaded")).isEqualTo(1);
  }

  @Test
  void thousandsOfPipelinedRequestsAreAnsweredInOrder(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) ->
                        socket.send(
                            "HTTP/1.1 200 OK\r\nContent-Length: "
                                + request.target().length()
                                + "\r\n\r\n"
                                + request.target()))));

    try (RawSocket client = proxy.connect()) {
      var all = new StringBuilder();
      for (int i = 0; i < 2_000; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      Thread.ofVirtual().start(() -> sent(client, all.toString()));
      for (int i = 0; i < 2_000; i++) {
        assertThat(client.readAnswer()).hasStatus(200).hasBody("/" + i);
      }
    }
  }

  @Test
  void pipeliningWithoutReadingTakesNoMemory(ProxyHarness proxy) throws Exception {
    proxy.rules(RESPOND);
    var written = new AtomicLong();
    byte[] requests = GET.repeat(1_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    try (RawSocket client = proxy.connectSlowly(16 * 1024)) {
      long before = liveBytes();
      Thread.ofVirtual()
          .start(
              () -> {
                while (written.get() < 256 << 20) {
                  try {
                    client.send(requests);
                  } catch (IOException _) {
                    return;
                  }
                  written.addAndGet(requests.length);
                }
              });
      awaitStandstill(written);
      Assertions.assertThat(written.get()).isLessThan(64 << 20);
      Assertions.assertThat(liveBytes() - before).isLessThan(8 << 20);
      client.reset();
    }
  }

  private static void awaitStandstill(AtomicLong figure) {
    var last = new AtomicLong(-1);
    await()
        .atMost(RawSocket.PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> last.getAndSet(figure.get()) == figure.get() && figure.get() > 0);
  }

  private static long liveBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
