package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many who want the same thing at the same time ask for it once. */
@ProxyTest
class CacheCollapseTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** An upstream that answers nothing before it is told to. */
  private static RawUpstream gated(ProxyHarness proxy, CountDownLatch gate, String answer) {
    return proxy.rawUpstream(
        "legacy",
        connection ->
            connection.forEachRequest(
                (_, socket) -> {
                  gate.await(10, TimeUnit.SECONDS);
                  socket.send(answer);
                }));
  }

  private static List<RawSocket> ask(ProxyHarness proxy, int clients) throws IOException {
    var all = new ArrayList<RawSocket>();
    for (int i = 0; i < clients; i++) {
      all.add(proxy.connect().send(proxy.headOf("GET", "/a", -1)));
    }
    return all;
  }

  private static void awaitInFlight(ProxyHarness proxy, int count) {
    await().untilAsserted(() -> assertThat(proxy.facade().events().inFlight()).isEqualTo(count));
  }

  @Test
  void fiftyRequestsAtOnceAreOneForTheUpstream(ProxyHarness proxy) throws Exception {
    var gate = new CountDownLatch(1);
    RawUpstream legacy = gated(proxy, gate, OK);
    proxy.eventLoops(3).forwardingTo(legacy, "", "cache: 30s");

    List<RawSocket> clients = ask(proxy, 50);
    awaitInFlight(proxy, 50);
    gate.countDown();
    int collapsed = 0;
    for (RawSocket client : clients) {
      Message answer = client.readAnswer();
      assertThat(answer).hasStatus(200).hasBody("ok");
      collapsed += answer.header("Cache-Status").orElse("").contains("; collapsed;") ? 1 : 0;
      client.close();
    }
    assertThat(collapsed).isEqualTo(49);
    assertThat(legacy).received(1);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_cache_requests_total", "result=\"collapsed\"")).isEqualTo(49);
  }

  @Test
  void whoLeavesDoesNotBreakOffWhatOthersWaitFor(ProxyHarness proxy) throws Exception {
    var gate = new CountDownLatch(1);
    RawUpstream legacy = gated(proxy, gate, OK);
    proxy.forwardingTo(legacy, "", "cache: 30s");

    RawSocket leader = ask(proxy, 1).getFirst();
    awaitInFlight(proxy, 1);
    await().untilAsserted(() -> assertThat(legacy).received(1));
    List<RawSocket> others = ask(proxy, 3);
    awaitInFlight(proxy, 4);
    leader.reset();
    others.getFirst().reset();
    // The one that waited is gone at once; the one that asked goes on for the others.
    awaitInFlight(proxy, 3);
    gate.countDown();

    assertThat(others.get(1).readAnswer()).hasBody("ok");
    assertThat(others.get(2).readAnswer()).hasBody("ok");
    assertThat(legacy).received(1);
    others.get(1).close();
    others.get(2).close();
  }

  @Test
  void overHttp2WhoLeavesDoesNotBreakItOffEither(ProxyHarness proxy) throws Exception {
    var gate = new CountDownLatch(1);
    RawUpstream legacy = gated(proxy, gate, OK);
    proxy.withH2c().forwardingTo(legacy, "", "cache: 30s");

    try (Http2Socket client = proxy.http2()) {
      client.get(1, "/a");
      await().untilAsserted(() -> assertThat(legacy).received(1));
      client.get(3, "/a");
      awaitInFlight(proxy, 2);
      client.reset(1, 8);
      client.get(5, "/a");
      awaitInFlight(proxy, 3);
      gate.countDown();
      org.assertj.core.api.Assertions.assertThat(client.answer(3).text()).isEqualTo("ok");
      org.assertj.core.api.Assertions.assertThat(client.answer(5).text()).isEqualTo("ok");
    }
    assertThat(legacy).received(1);
  }

  @Test
  void whoLeavesAloneBreaksItOff(ProxyHarness proxy) throws Exception {
    var left = new CountDownLatch(1);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.socket().readToEnd();
              left.countDown();
            });
    proxy.forwardingTo(legacy, "retry: 0", "cache: 30s");

    RawSocket leader = ask(proxy, 1).getFirst();
    await().untilAsserted(() -> assertThat(legacy).received(1));
    leader.reset();

    assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void othersGoByThemselvesWhereTheFirstFails(ProxyHarness proxy) throws Exception {
    var gate = new CountDownLatch(1);
    var asked = new AtomicInteger();
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              if (asked.incrementAndGet() == 1) {
                gate.await(10, TimeUnit.SECONDS);
                connection.socket().reset();
              } else {
                connection.send(OK);
              }
            });
    proxy.forwardingTo(legacy, "retry: 0", "cache: 30s");

    List<RawSocket> clients = ask(proxy, 1);
    await().untilAsserted(() -> assertThat(legacy).received(1));
    clients.addAll(ask(proxy, 3));
    awaitInFlight(proxy, 4);
    gate.countDown();

    assertThat(clients.getFirst().readAnswer()).hasStatus(502);
    for (RawSocket client : clients.subList(1, 4)) {
      assertThat(client.readAnswer()).hasStatus(200).hasBody("ok");
    }
    for (RawSocket client : clients) {
      client.close();
    }
  }

  @Test
  void othersGoByThemselvesAsSoonAsItsHeadSaysThatItIsNotKept(ProxyHarness proxy) throws Exception {
    var gate = new CountDownLatch(1);
    var asked = new AtomicInteger();
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              boolean first = asked.incrementAndGet() == 1;
              if (first) {
                gate.await(10, TimeUnit.SECONDS);
              }
              connection.send(
                  "HTTP/1.1 200 OK\r\nCache-Control: private\r\nContent-Length: 2\r\n\r\no");
              if (first) {
                connection.socket().readToEnd();
              } else {
                connection.send("k");
              }
            });
    proxy.forwardingTo(legacy, "retry: 0", "cache: 30s");

    List<RawSocket> clients = ask(proxy, 1);
    await().untilAsserted(() -> assertThat(legacy).received(1));
    clients.addAll(ask(proxy, 3));
    awaitInFlight(proxy, 4);
    gate.countDown();

    for (RawSocket client : clients.subList(1, 4)) {
      assertThat(client.readAnswer()).hasStatus(200).hasBody("ok");
    }
    // The first one still has half an answer; nobody waits for its like.
    assertThat(proxy.get("/a")).hasBody("ok");
    for (RawSocket client : clients) {
      client.close();
    }
  }

  @Test
  void whoWaitsDoesNotWaitBeyondHalfOfItsDeadline(ProxyHarness proxy) throws Exception {
    var gate = new CountDownLatch(1);
    var asked = new AtomicInteger();
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              if (asked.incrementAndGet() == 1) {
                gate.await(10, TimeUnit.SECONDS);
              }
              connection.send(OK);
            });
    proxy.forwardingTo(legacy, "retry: 0", "cache: 30s, deadline: 2s");

    RawSocket leader = ask(proxy, 1).getFirst();
    await().untilAsserted(() -> assertThat(legacy).received(1));
    assertThat(proxy.get("/a")).hasStatus(200).hasBody("ok");
    assertThat(legacy).received(2);
    gate.countDown();
    leader.close();
  }

  @Test
  void whatIsThrownAwayIsNotKeptByWhoAskedBefore(ProxyHarness proxy) throws Exception {
    var gate = new CountDownLatch(1);
    var asked = new AtomicInteger();
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) -> {
                      int number = asked.incrementAndGet();
                      if (number == 1) {
                        gate.await(10, TimeUnit.SECONDS);
                      }
                      socket.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + number);
                    }));
    proxy.forwardingTo(legacy, "", "cache: 30s");

    RawSocket before = ask(proxy, 1).getFirst();
    await().untilAsserted(() -> assertThat(legacy).received(1));
    assertThat(proxy.exchange("PUT", "/a", new byte[] {1})).hasBody("2");
    gate.countDown();
    assertThat(before.readAnswer()).hasBody("1");
    assertThat(proxy.get("/a")).hasBody("3");
    before.close();
  }
}
