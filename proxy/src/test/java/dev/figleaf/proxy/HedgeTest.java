package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A second request beside a slow one: the first head wins, the other is given up. */
@ProxyTest
class HedgeTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void theFirstHeadWinsAndTheOtherIsGivenUp(ProxyHarness proxy) throws Exception {
    var slow = new AtomicInteger();
    var givenUp = new CountDownLatch(1);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) -> {
                      if (request.target().equals("/slow") && slow.getAndIncrement() == 0) {
                        socket.readToEnd();
                        givenUp.countDown();
                      } else {
                        socket.send(OK);
                      }
                    }));
    proxy.forwardingTo(legacy, "", "hedge: { after: 50ms, at-most: 100% }");

    long before = System.nanoTime();
    assertThat(proxy.get("/slow")).hasStatus(200).hasBody("ok");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    assertThat(givenUp.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(legacy).received(2);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_hedged_total")).isEqualTo(1);
  }

  @Test
  void theSecondGoesToAnotherEndpoint(ProxyHarness proxy) {
    proxy.rawUpstream(
        "frozen",
        connection -> {
          connection.request();
          connection.socket().readToEnd();
        });
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.rules(
        """
        version: 1
        upstreams: { shop: { endpoints: ["${frozen}", "${legacy}"] } }
        routes: [{ match: /**, to: shop, hedge: { after: 20ms, at-most: 100% } }]
        """);

    for (int i = 0; i < 20; i++) {
      assertThat(proxy.get("/")).hasStatus(200);
    }
    assertThat(legacy).received(20);
  }

  @Test
  void noMoreThanTheShareHaveASecond(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (_, socket) -> {
                      await().pollDelay(Duration.ofMillis(10)).until(() -> true);
                      socket.send(OK);
                    }));
    proxy.forwardingTo(legacy, "", "hedge: { after: 1ms, at-most: 5% }");

    for (int i = 0; i < 100; i++) {
      assertThat(proxy.get("/")).hasStatus(200);
    }
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_hedged_total")).isBetween(1.0, 5.0);
    assertThat(legacy.received().size()).isBetween(100, 105);
  }

  @Test
  void aPostHasNoSecond(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (_, socket) -> {
                      await().pollDelay(Duration.ofMillis(200)).until(() -> true);
                      socket.send(OK);
                    }));
    proxy.forwardingTo(legacy, "", "hedge: { after: 1ms, at-most: 100% }");

    assertThat(proxy.exchange("POST", "/", null)).hasStatus(200);
    assertThat(proxy.post("/", "x")).hasStatus(200);
    assertThat(legacy).received(2);
  }

  @Test
  void aFirstThatFailsLeavesItToTheSecond(ProxyHarness proxy) throws Exception {
    var second = new CountDownLatch(1);
    var broke = new CountDownLatch(1);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              if (connection.number() == 1) {
                second.await(5, TimeUnit.SECONDS);
                connection.socket().reset();
                broke.countDown();
              } else {
                second.countDown();
                broke.await(5, TimeUnit.SECONDS);
                connection.send(OK);
              }
            });
    proxy.forwardingTo(legacy, "retry: 0", "hedge: { after: 20ms, at-most: 100% }");

    assertThat(proxy.get("/")).hasStatus(200);
    assertThat(legacy).received(2);
  }
}
