package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyHarness.times;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Bulkhead and breaker in front of an upstream, on a whole facade. */
@ProxyTest
class GuardTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String TOUCHY =
      "retry: 0, breaker: { failure-rate: 50%%, minimum-calls: 5, open-for: %s }";

  /** Answers with the status that it is told. */
  private static RawUpstream answering(ProxyHarness proxy, AtomicInteger status) {
    return proxy.rawUpstream(
        "orders",
        connection ->
            connection.forEachRequest(
                (_, socket) ->
                    socket.send(
                        "HTTP/1.1 " + status.get() + " Told\r\nContent-Length: 2\r\n\r\nok")));
  }

  /** Answers when the latch is open, and not before. */
  private static RawUpstream frozen(ProxyHarness proxy, CountDownLatch open) {
    return proxy.rawUpstream(
        "frozen",
        connection ->
            connection.forEachRequest(
                (_, socket) -> {
                  assertThat(open.await(20, TimeUnit.SECONDS)).isTrue();
                  socket.send(OK);
                }));
  }

  private static List<RawSocket> asking(ProxyHarness proxy, int clients, String path)
      throws Exception {
    var all = new ArrayList<RawSocket>();
    for (int i = 0; i < clients; i++) {
      all.add(proxy.connect().send(proxy.headOf("GET", path, -1)));
    }
    return all;
  }

  private static void awaitInFlight(ProxyHarness proxy, int permits) {
    await()
        .atMost(RawSocket.PATIENCE)
        .until(() -> proxy.metric("figleaf_upstream_permits", "\"request\"", "in_use") == permits);
  }

  private static void readAndClose(List<RawSocket> clients) throws Exception {
    for (RawSocket client : clients) {
      assertThat(client.readAnswer()).hasStatus(200);
      client.close();
    }
  }

  @Test
  void openBreakerAnswers503WithoutTouchingTheUpstream(ProxyHarness proxy) {
    RawUpstream orders = answering(proxy, new AtomicInteger(503));
    proxy.forwardingTo(orders, TOUCHY.formatted("30s"));

    proxy.get("/orders", times(5)).forEach(answer -> assertThat(answer).hasBody("ok"));
    Message refused = proxy.get("/orders");

    assertThat(refused).hasStatus(503).hasCode("breaker-open").hasHeader("Retry-After", "30");
    assertThat(orders).received(5);
    assertThat(proxy.metric("figleaf_upstream_breaker_state", "\"open\"")).isEqualTo(1);
    assertThat(proxy.metric("figleaf_upstream_refused_total", "breaker-open")).isEqualTo(1);
  }

  @Test
  void theBreakerClosesWhenItsProbeIsAnsweredWell(ProxyHarness proxy) {
    var status = new AtomicInteger(503);
    RawUpstream orders = answering(proxy, status);
    proxy.forwardingTo(orders, TOUCHY.formatted("200ms"));
    proxy.get("/orders", times(5));
    assertThat(proxy.get("/orders")).hasCode("breaker-open");

    status.set(200);
    await().atMost(RawSocket.PATIENCE).until(() -> proxy.get("/orders").status() == 200);

    proxy.get("/orders", times(10)).forEach(answer -> assertThat(answer).hasStatus(200));
    assertThat(proxy.metric("figleaf_upstream_breaker_state", "\"closed\"")).isEqualTo(1);
    assertThat(proxy.metric("figleaf_upstream_breaker_transitions_total", "half_open"))
        .isEqualTo(1);
  }

  @Test
  void theBreakerOpensAgainForLongerWhenItsProbeFails(ProxyHarness proxy) {
    RawUpstream orders = answering(proxy, new AtomicInteger(504));
    proxy.forwardingTo(orders, TOUCHY.formatted("900ms"));
    proxy.get("/orders", times(5));
    assertThat(proxy.get("/orders")).hasHeader("Retry-After", "1");

    await().atMost(RawSocket.PATIENCE).until(() -> proxy.get("/orders").status() == 504);

    assertThat(proxy.get("/orders")).hasCode("breaker-open").hasHeader("Retry-After", "2");
    assertThat(orders).received(6);
  }

  @Test
  void onePageThatAlwaysAnswers500OpensNothing(ProxyHarness proxy) {
    RawUpstream orders = answering(proxy, new AtomicInteger(500));
    proxy.forwardingTo(orders);
    proxy.get("/orders", times(40));
    assertThat(orders).received(40);
  }

  @Test
  void anUpstreamThatRefusesConnectionsIsSparedAfterTwentyCalls(ProxyHarness proxy) {
    proxy.forwardingTo(proxy.deadUpstream("gone"), "retry: 0");
    proxy.get("/", times(20)).forEach(answer -> assertThat(answer).hasCode("connect-failed"));
    assertThat(proxy.get("/")).hasCode("breaker-open").hasHeader("Retry-After", "1");
  }

  @Test
  void aReloadThatLeavesTheBreakerAloneLeavesItOpen(ProxyHarness proxy) {
    RawUpstream orders = answering(proxy, new AtomicInteger(503));
    proxy.forwardingTo(orders, TOUCHY.formatted("30s"));
    proxy.get("/orders", times(5));

    proxy.forwardingTo(orders, "pool: { connections: 7 }, " + TOUCHY.formatted("30s"));
    assertThat(proxy.get("/orders")).hasCode("breaker-open");

    proxy.forwardingTo(orders, TOUCHY.formatted("31s"));
    assertThat(proxy.get("/orders")).hasBody("ok");
  }

  @Test
  void aSlowUpstreamNeverTakesAnythingFromAnother(ProxyHarness proxy) throws Exception {
    var open = new CountDownLatch(1);
    RawUpstream frozen = frozen(proxy, open);
    RawUpstream orders = answering(proxy, new AtomicInteger(200));
    proxy.rules(
        """
        version: 1
        upstreams:
          frozen: { url: "${frozen}", bulkhead: 8 }
          orders: { url: "${orders}" }
        routes:
          - { match: /frozen, to: frozen }
          - { match: /**, to: orders }
        """);
    List<RawSocket> stuck = asking(proxy, 8, "/frozen");
    awaitInFlight(proxy, 8);

    var refusals = new ArrayList<Long>();
    for (int i = 0; i < 50; i++) {
      long asked = System.nanoTime();
      assertThat(proxy.get("/frozen"))
          .hasStatus(503)
          .hasCode("bulkhead-full")
          .hasHeader("Retry-After", "1");
      refusals.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
      assertThat(proxy.get("/orders")).hasStatus(200);
    }

    assertThat(frozen.connections()).isEqualTo(8);
    assertThat(refusals.stream().sorted().toList().get(25)).as("ms of a refusal").isLessThan(100);
    open.countDown();
    readAndClose(stuck);
    assertThat(proxy.get("/frozen")).hasStatus(200);
  }

  @Test
  void whoMayQueueWaitsForAPlaceAndGetsIt(ProxyHarness proxy) throws Exception {
    var open = new CountDownLatch(1);
    RawUpstream frozen = frozen(proxy, open);
    proxy.forwardingTo(frozen, "bulkhead: { concurrent: 1, queue: 3 }, pool: { max-wait: 10s }");
    List<RawSocket> clients = asking(proxy, 4, "/");
    await()
        .atMost(RawSocket.PATIENCE)
        .until(() -> proxy.metric("figleaf_upstream_permits_waiting") == 3);

    assertThat(proxy.get("/")).hasCode("bulkhead-full");
    open.countDown();

    readAndClose(clients);
    assertThat(frozen).received(4);
    assertThat(frozen.connections()).isEqualTo(1);
  }

  @Test
  void noMoreThanAllowedReachTheUpstreamFromAllLoopsTogether(ProxyHarness proxy) throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var pair = new CyclicBarrier(2);
    RawUpstream orders =
        proxy.rawUpstream(
            "orders",
            connection ->
                connection.forEachRequest(
                    (_, socket) -> {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      pair.await(10, TimeUnit.SECONDS);
                      inside.decrementAndGet();
                      socket.send(OK);
                    }));
    proxy
        .eventLoops(3)
        .forwardingTo(orders, "bulkhead: { concurrent: 2, queue: 30 }, pool: { max-wait: 10s }");

    readAndClose(asking(proxy, 30, "/"));

    assertThat(most.get()).isEqualTo(2);
    assertThat(orders).received(30);
  }

  @Test
  void whoQueuesTooLongIsTurnedAwayAndKeepsNoPlace(ProxyHarness proxy) throws Exception {
    var open = new CountDownLatch(1);
    RawUpstream frozen = frozen(proxy, open);
    proxy.forwardingTo(frozen, "bulkhead: { concurrent: 1, queue: 1 }, pool: { max-wait: 100ms }");
    List<RawSocket> first = asking(proxy, 1, "/");
    awaitInFlight(proxy, 1);

    assertThat(proxy.get("/")).hasStatus(503).hasCode("bulkhead-full");

    assertThat(proxy.metric("figleaf_upstream_permits_waiting")).isZero();
    open.countDown();
    readAndClose(first);
  }

  @Test
  void aLowerLimitWaitsForNobody(ProxyHarness proxy) throws Exception {
    var open = new CountDownLatch(1);
    RawUpstream frozen = frozen(proxy, open);
    proxy.forwardingTo(frozen, "bulkhead: 3");
    List<RawSocket> clients = asking(proxy, 3, "/");
    awaitInFlight(proxy, 3);

    proxy.forwardingTo(frozen, "bulkhead: 1");

    assertThat(proxy.get("/")).hasCode("bulkhead-full");
    open.countDown();
    readAndClose(clients);
    assertThat(proxy.get("/")).hasStatus(200);
  }

  @Test
  void aClientThatLeavesGivesItsPermitBack(ProxyHarness proxy) throws Exception {
    var open = new CountDownLatch(1);
    RawUpstream frozen = frozen(proxy, open);
    proxy.forwardingTo(frozen, "bulkhead: 2");
    List<RawSocket> clients = asking(proxy, 2, "/");
    awaitInFlight(proxy, 2);

    for (RawSocket client : clients) {
      client.close();
    }

    awaitInFlight(proxy, 0);
    open.countDown();
  }

  @Test
  void tunnelsTakeNothingFromRequests(ProxyHarness proxy) throws Exception {
    proxy.rawUpstream(
        "chat",
        connection ->
            connection.forEachRequest(
                (request, socket) ->
                    socket.send(
                        request.header("Upgrade").isPresent()
                            ? "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                                + "Upgrade: websocket\r\n"
                                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
                            : OK)));
    proxy.rules(
        """
        version: 1
        upstreams: { chat: { url: "${chat}", bulkhead: { concurrent: 1, tunnels: 1 } } }
        routes: [{ match: /**, to: chat }]
        """);
    String upgrade =
        proxy.headOf(
            "GET",
            "/chat",
            -1,
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    try (RawSocket tunnel = proxy.connect().send(upgrade)) {
      assertThat(tunnel.readHead().startLine()).contains("101");
      assertThat(proxy.get("/")).hasStatus(200);
      assertThat(proxy.raw(upgrade)).hasStatus(503).hasCode("bulkhead-full");
      assertThat(proxy.metric("figleaf_upstream_permits", "\"tunnel\"", "in_use")).isEqualTo(1);
    }
    proxy.awaitQuiet();
  }
}
