package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections to an upstream: few, warm, bounded, and never the reason for a lost request. */
@ProxyTest
class PoolTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** Answers with the number of the connection, once the latch is open. */
  private static RawUpstream numbered(ProxyHarness proxy, CountDownLatch open) {
    return proxy.rawUpstream(
        "legacy",
        connection ->
            connection.forEachRequest(
                (_, socket) -> {
                  assertThat(open.await(10, TimeUnit.SECONDS)).isTrue();
                  String number = Integer.toString(connection.number());
                  socket.send(
                      "HTTP/1.1 200 OK\r\nContent-Length: "
                          + number.length()
                          + "\r\n\r\n"
                          + number);
                }));
  }

  private static List<RawSocket> asking(ProxyHarness proxy, int clients) throws Exception {
    var all = new ArrayList<RawSocket>();
    for (int i = 0; i < clients; i++) {
      all.add(proxy.connect().send(proxy.headOf("GET", "/", -1)));
    }
    return all;
  }

  @Test
  void theWarmestConnectionIsUsedFirst(ProxyHarness proxy) throws Exception {
    var open = new CountDownLatch(1);
    RawUpstream legacy = numbered(proxy, open);
    proxy.forwardingTo(legacy);
    List<RawSocket> clients = asking(proxy, 3);
    legacy.connection(3);
    open.countDown();
    for (RawSocket client : clients) {
      assertThat(client.readAnswer()).hasStatus(200);
      client.close();
    }
    proxy.awaitQuiet();

    String warmest = proxy.get("/").text();

    for (int i = 0; i < 10; i++) {
      assertThat(proxy.get("/")).hasBody(warmest);
    }
    assertThat(legacy.connections()).isEqualTo(3);
  }

  @Test
  void noMoreConnectionsAreOpenedThanAllowedAndTheRestWait(ProxyHarness proxy) throws Exception {
    var open = new CountDownLatch(1);
    RawUpstream legacy = numbered(proxy, open);
    proxy.forwardingTo(legacy, "pool: { connections: 2, max-wait: 10s }");

    List<RawSocket> clients = asking(proxy, 6);
    await().atMost(RawSocket.PATIENCE).until(() -> proxy.metric("figleaf_upstream_waiting") == 4);
    open.countDown();

    for (RawSocket client : clients) {
      assertThat(client.readAnswer()).hasStatus(200);
      client.close();
    }
    assertThat(legacy.connections()).isEqualTo(2);
  }

  @Test
  void moreThanMayWaitAreTurnedAway(ProxyHarness proxy) throws Exception {
    var open = new CountDownLatch(1);
    RawUpstream legacy = numbered(proxy, open);
    proxy.forwardingTo(legacy, "pool: { connections: 1, waiting: 1, max-wait: 10s }");
    List<RawSocket> clients = asking(proxy, 2);
    await().atMost(RawSocket.PATIENCE).until(() -> proxy.metric("figleaf_upstream_waiting") == 1);

    Message refused = proxy.get("/");

    assertThat(refused).hasStatus(503).hasCode("pool-exhausted").hasHeader("Retry-After", "1");
    open.countDown();
    for (RawSocket client : clients) {
      assertThat(client.readAnswer()).hasStatus(200);
      client.close();
    }
    assertThat(proxy.metric("figleaf_upstream_pool_exhausted_total")).isEqualTo(1);
  }

  @Test
  void whoWaitsTooLongIsTurnedAway(ProxyHarness proxy) throws Exception {
    var open = new CountDownLatch(1);
    RawUpstream legacy = numbered(proxy, open);
    proxy.forwardingTo(
        legacy, "pool: { connections: 1, max-wait: 100ms }, timeout: { connect: 100ms }");
    List<RawSocket> clients = asking(proxy, 1);
    legacy.connection(1);

    assertThat(proxy.get("/")).hasStatus(503).hasCode("pool-exhausted");

    open.countDown();
    clients.get(0).close();
  }

  @Test
  void whoLeavesWhileWaitingMakesRoom(ProxyHarness proxy) throws Exception {
    var open = new CountDownLatch(1);
    RawUpstream legacy = numbered(proxy, open);
    proxy.forwardingTo(legacy, "pool: { connections: 1, waiting: 1, max-wait: 10s }");
    List<RawSocket> clients = asking(proxy, 2);
    await().atMost(RawSocket.PATIENCE).until(() -> proxy.metric("figleaf_upstream_waiting") == 1);
    clients.get(1).reset();
    await().atMost(RawSocket.PATIENCE).until(() -> proxy.facade().events().inFlight() == 1);

    try (RawSocket next = proxy.connect()) {
      next.send(proxy.headOf("GET", "/", -1));
      open.countDown();
      assertThat(next.readAnswer()).hasStatus(200);
    }
    clients.get(0).close();
  }

  @Test
  void anIdleConnectionIsClosedWhenItsTimeIsOver(ProxyHarness proxy) throws Exception {
    var end = new CompletableFuture<RawSocket.End>();
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send(OK);
              end.complete(connection.socket().awaitEnd());
            });
    proxy.forwardingTo(legacy, "pool: { keep-alive: 200ms }");

    assertThat(proxy.get("/")).hasStatus(200);

    assertThat(end.get(10, TimeUnit.SECONDS)).isNotNull();
    await()
        .atMost(RawSocket.PATIENCE)
        .until(() -> proxy.metric("figleaf_upstream_connections") == 0);
  }

  @Test
  void aKeepAliveThatTheUpstreamToldIsKept(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.answering(
            "legacy", "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok");
    proxy.forwardingTo(legacy);

    assertThat(proxy.get("/")).hasStatus(200);
    assertThat(proxy.get("/")).hasStatus(200);

    assertThat(legacy.connections()).isEqualTo(2);
  }

  /** Answers once on a connection, and breaks it off when the second request has come. */
  private static RawUpstream thatGoesStale(ProxyHarness proxy) {
    return proxy.rawUpstream(
        "legacy",
        connection -> {
          connection.request();
          connection.send(OK);
          connection.request();
          connection.socket().reset();
        });
  }

  @Test
  void aGetOnAStaleConnectionIsAskedOnceMoreOnAFreshOne(ProxyHarness proxy) {
    RawUpstream legacy = thatGoesStale(proxy);
    proxy.forwardingTo(legacy);
    assertThat(proxy.get("/first")).hasStatus(200);

    assertThat(proxy.get("/second")).hasStatus(200);

    assertThat(legacy.connections()).isEqualTo(2);
    assertThat(legacy.received().stream().map(Message::target))
        .containsExactly("/first", "/second", "/second");
  }

  @Test
  void aPutWithASmallBodyIsSentOnceMoreWhole(ProxyHarness proxy) {
    RawUpstream legacy = thatGoesStale(proxy);
    proxy.forwardingTo(legacy);
    assertThat(proxy.get("/first")).hasStatus(200);

    assertThat(proxy.exchange("PUT", "/", "body".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .hasStatus(200);

    assertThat(legacy.received().getLast()).hasBody("body");
  }

  @Test
  void aPostOnAStaleConnectionIsNeverSentTwice(ProxyHarness proxy) {
    RawUpstream legacy = thatGoesStale(proxy);
    proxy.forwardingTo(legacy);
    assertThat(proxy.get("/first")).hasStatus(200);

    assertThat(proxy.post("/second", "x")).hasStatus(502).hasCode("upstream-reset");

    assertThat(legacy).received(2);
  }

  @Test
  void aFreshConnectionThatBreaksIsNotReplaced(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.socket().reset();
            });
    proxy.forwardingTo(legacy, "retry: 0");

    assertThat(proxy.get("/")).hasStatus(502).hasCode("upstream-reset");

    assertThat(legacy).received(1);
  }

  @Test
  void aConnectionThatTheUpstreamClosedWhileIdleIsNotUsed(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send(OK);
            });
    proxy.forwardingTo(legacy);

    for (int i = 0; i < 10; i++) {
      assertThat(proxy.get("/")).hasStatus(200);
      await()
          .atMost(RawSocket.PATIENCE)
          .until(() -> proxy.metric("figleaf_upstream_connections") == 0);
      assertThat(proxy.post("/", "x")).hasStatus(200);
      await()
          .atMost(RawSocket.PATIENCE)
          .until(() -> proxy.metric("figleaf_upstream_connections") == 0);
    }
  }

  @Test
  void anUpstreamThatAnswersMoreThanAskedDoesNotAnswerTheNext(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
              connection.forEachRequest((_, socket) -> socket.send(OK));
            }));

    for (int i = 0; i < 5; i++) {
      assertThat(proxy.get("/").text()).isNotEqualTo("poison");
    }
  }

  @Test
  void anUpstreamThatRefusesConnectionsIsA502(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(proxy.deadUpstream("legacy"), "retry: 0");

    assertThat(proxy.get("/")).hasStatus(502).hasCode("connect-failed");
    assertThat(proxy.metric("figleaf_upstream_connect_failures_total")).isEqualTo(1);
  }

  @Test
  void anUpstreamThatDoesNotAnswerTheConnectIsA504(ProxyHarness proxy) throws Exception {
    // A full backlog of an address that nobody accepts on: the SYN is dropped.
    try (var deaf = new java.net.ServerSocket()) {
      deaf.bind(new java.net.InetSocketAddress("127.0.0.1", 0), 1);
      var fillers = new ArrayList<java.nio.channels.SocketChannel>();
      for (int i = 0; i < 8; i++) {
        var filler = java.nio.channels.SocketChannel.open();
        filler.configureBlocking(false);
        filler.connect(deaf.getLocalSocketAddress());
        fillers.add(filler);
      }
      proxy.rules(
          """
          version: 1
          upstreams:
            deaf: { url: "http://127.0.0.1:%d", timeout: { connect: 200ms } }
          routes: [{ match: /**, to: deaf }]
          """
              .formatted(deaf.getLocalPort()));

      assertThat(proxy.get("/")).hasStatus(504).hasCode("connect-timeout");
      for (var filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  void anAnswerThatDoesNotComeInTimeIsA504AndItsConnectionIsClosed(ProxyHarness proxy)
      throws Exception {
    var end = new CompletableFuture<RawSocket.End>();
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              end.complete(connection.socket().awaitEnd());
            }),
        "timeout: { response: 200ms }");

    assertThat(proxy.get("/")).hasStatus(504).hasCode("response-timeout");
    assertThat(end.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aBodyThatStopsHalfwayBreaksTheAnswerOff(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
              connection.socket().awaitEnd();
            }),
        "timeout: { idle: 200ms }");

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1)).readHead();
      assertThat(client.read(4)).asString().isEqualTo("half");
      assertThat(client).isEnded();
    }
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"upstream-idle\"")).isEqualTo(1);
  }

  @Test
  void aClientThatStopsHalfwayIsA408(ProxyHarness proxy) throws Exception {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy, "timeout: { idle: 200ms }");

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/", 100)).send("half");
      assertThat(client.readAnswer()).hasStatus(408).hasCode("client-idle");
      assertThat(client).isEnded();
    }
    assertThat(legacy).receivedNothing();
  }

  @Test
  void anUpstreamThatGoesWithTheRulesLosesItsConnections(ProxyHarness proxy) throws Exception {
    var end = new CompletableFuture<RawSocket.End>();
    RawUpstream old =
        proxy.rawUpstream(
            "old",
            connection -> {
              connection.request();
              connection.send(OK);
              end.complete(connection.socket().awaitEnd());
            });
    proxy.forwardingTo(old);
    assertThat(proxy.get("/")).hasStatus(200);

    proxy.forwardingTo(proxy.answering("new", OK));

    assertThat(end.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(proxy.get("/")).hasStatus(200);
  }

  @Test
  void anUpstreamThatStaysKeepsItsConnections(ProxyHarness proxy) {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy);
    assertThat(proxy.get("/")).hasStatus(200);

    proxy.forwardingTo(legacy, "", "max-body: 1MiB");

    assertThat(proxy.get("/")).hasStatus(200);
    assertThat(legacy.connections()).isEqualTo(1);
  }

  @Test
  void theRequestsOfAllClientsAreServedByTwoConnectionsAndNeverChangeThreads(ProxyHarness proxy)
      throws Exception {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.eventLoops(2).forwardingTo(legacy, "pool: { connections: 2, max-wait: 10s }");

    List<RawSocket> clients = asking(proxy, 8);
    for (int round = 0; round < 50; round++) {
      for (RawSocket client : clients) {
        assertThat(client.readAnswer()).hasStatus(200);
        client.send(proxy.headOf("GET", "/", -1));
      }
    }
    for (RawSocket client : clients) {
      assertThat(client.readAnswer()).hasStatus(200);
      client.close();
    }

    // One connection for each of the two loops, so both took part. That no request crossed from
    // one to the other is asserted where a connection is leased, and would stand in the log.
    assertThat(legacy.connections()).isEqualTo(2);
    await().atMost(Duration.ofSeconds(5)).until(() -> proxy.facade().events().inFlight() == 0);
  }
}
