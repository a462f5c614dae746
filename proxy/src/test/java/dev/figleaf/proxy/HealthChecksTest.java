package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyHarness.times;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.H2Peer;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import dev.figleaf.proxy.harness.TestCertificate;
import dev.figleaf.proxy.harness.WireUpstream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints that are asked whether they are well. */
@ProxyTest
class HealthChecksTest {
  private static final String OFTEN =
      "path: /healthz, interval: 100ms, timeout: 100ms, healthy-after: 2, unhealthy-after: 2";
  private static final String HEALTH = "health: { " + OFTEN + " }";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static ConditionFactory soon() {
    return await().atMost(RawSocket.PATIENCE).pollInterval(Duration.ofMillis(5));
  }

  private static double endpoints(ProxyHarness proxy, String state) {
    return proxy.metric("figleaf_upstream_endpoints", "state=\"" + state + "\"");
  }

  private static double checks(ProxyHarness proxy, String result) {
    return proxy.metric("figleaf_upstream_health_checks_total", "result=\"" + result + "\"");
  }

  @Test
  void anEndpointThatGoesDownIsLeftAndComesBack(ProxyHarness proxy) {
    WireUpstream steady = proxy.upstream("steady").respondingWith(200, "steady");
    var up = new AtomicBoolean(true);
    proxy.rawUpstream(
        "shaky",
        connection ->
            connection.forEachRequest(
                (_, socket) -> {
                  if (up.get()) {
                    socket.send(OK);
                  } else {
                    socket.close();
                  }
                }));
    proxy.rules(
        """
        version: 1
        upstreams:
          shop: { endpoints: ["${steady}", "${shaky}"], slow-start: 0s, balance: round-robin, %s }
        routes: [{ match: /**, to: shop }]
        """
            .formatted(HEALTH));
    soon().until(() -> checks(proxy, "passed") >= 4);
    assertThat(endpoints(proxy, "well")).isEqualTo(2);

    up.set(false);
    soon().until(() -> endpoints(proxy, "unhealthy") == 1);
    assertThat(proxy.get("/", times(10))).extracting(Message::text).containsOnly("steady");

    up.set(true);
    soon().until(() -> endpoints(proxy, "well") == 2);
    assertThat(proxy.get("/", times(10))).extracting(Message::text).contains("steady", "ok");
    assertThat(steady.received()).isNotEmpty();
  }

  @Test
  void nobodyIsCalledWhenNobodyIsWell(ProxyHarness proxy) {
    WireUpstream shop = proxy.upstream("shop").respondingWith(500);
    proxy.forwardingTo(shop, HEALTH);
    soon().until(() -> endpoints(proxy, "unhealthy") == 1);

    assertThat(proxy.get("/page")).hasStatus(503).hasCode("no-healthy-endpoint");
    assertThat(shop.received()).noneMatch(request -> request.target().equals("/page"));
  }

  @ParameterizedTest
  @CsvSource({"'', 127.0.0.1", "', host: shop.example', shop.example"})
  void theQuestionIsAGetWithTheHostOfTheRules(String more, String host, ProxyHarness proxy) {
    RawUpstream shop = proxy.answering("shop", OK);
    proxy.forwardingTo(shop, "health: { " + OFTEN + more + " }");
    soon().until(() -> !shop.received().isEmpty());

    Message question = shop.received().getFirst();
    assertThat(question.head().startLine()).isEqualTo("GET /healthz HTTP/1.1");
    assertThat(question.head().all("Host").getFirst()).startsWith(host);
    assertThat(question).hasHeader("User-Agent", "figleaf-health");
  }

  @Test
  void otherStatusesAreGoodWhereTheRulesSaySo(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.upstream("shop").respondingWith(401), "health: { " + OFTEN + ", expect: [401] }");
    soon().until(() -> checks(proxy, "passed") >= 3);
    assertThat(endpoints(proxy, "well")).isEqualTo(1);
  }

  @Test
  void whoSpeaksH2cIsAskedSo(ProxyHarness proxy) {
    RawUpstream shop =
        proxy.rawUpstream(
            "shop",
            connection -> {
              H2Peer peer = H2Peer.accept(connection.socket());
              while (true) {
                H2Peer.Request request = peer.request();
                boolean question = request.header(":path").equals("/healthz");
                peer.answer(request.stream(), question ? 200 : 404, "ok");
              }
            });
    proxy.forwardingTo(shop, "protocol: h2c, " + HEALTH);
    soon().until(() -> checks(proxy, "passed") >= 3);
    assertThat(endpoints(proxy, "well")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"http/1.1, false, passed", "h2, false, passed", "h2, true, failed"})
  void whoSpeaksTlsIsAskedSoAndVerified(
      String protocol, boolean verify, String result, ProxyHarness proxy, @TempDir Path folder)
      throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      int port =
          vertx
              .createHttpServer(
                  new HttpServerOptions()
                      .setSsl(true)
                      .setUseAlpn(true)
                      .setKeyCertOptions(
                          new PfxOptions()
                              .setPath(TestCertificate.in(folder).toString())
                              .setPassword(TestCertificate.PASSWORD)))
              .requestHandler(request -> request.response().end())
              .listen(0, "127.0.0.1")
              .await(10, TimeUnit.SECONDS)
              .actualPort();
      proxy.rules(
          """
          version: 1
          upstreams:
            shop:
              url: "https://127.0.0.1:%d"
              protocol: %s
              tls: { verify: %s }
              health: { path: /healthz, interval: 8s, timeout: 8s }
          routes: [{ match: /**, to: shop }]
          """
              .formatted(port, protocol, verify));
      soon().until(() -> checks(proxy, result) >= 1);
      double all = proxy.metric("figleaf_upstream_health_checks_total");
      assertThat(checks(proxy, result)).as("all checks").isGreaterThanOrEqualTo(all);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  /**
   * A connection of HTTP/2 does not stand before SETTINGS have come, and must be closed all the
   * same.
   */
  @ParameterizedTest
  @CsvSource({"http/1.1", "h2c"})
  void whoSaysNothingIsUnhealthyAndKeepsNoConnections(String protocol, ProxyHarness proxy) {
    var open = new AtomicInteger();
    var most = new AtomicInteger();
    RawUpstream shop =
        proxy.rawUpstream(
            "shop",
            connection -> {
              most.accumulateAndGet(open.incrementAndGet(), Math::max);
              connection.socket().readToEnd();
              open.decrementAndGet();
            });
    proxy.forwardingTo(shop, "protocol: " + protocol + ", " + HEALTH);

    soon().until(() -> checks(proxy, "timeout") >= 5);

    assertThat(endpoints(proxy, "unhealthy")).isEqualTo(1);
    assertThat(shop.connections()).isGreaterThanOrEqualTo(5);
    assertThat(most).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void anAnswerWithoutEndIsGoodAndCutOff(ProxyHarness proxy) {
    var cut = new AtomicInteger();
    RawUpstream shop =
        proxy.rawUpstream(
            "shop",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              try {
                while (true) {
                  connection.send("400\r\n" + "x".repeat(1024) + "\r\n");
                }
              } catch (java.io.IOException _) {
                cut.incrementAndGet();
              }
            });
    proxy.forwardingTo(shop, HEALTH);

    soon().until(() -> cut.get() >= 3 && checks(proxy, "passed") >= 3);

    assertThat(endpoints(proxy, "well")).isEqualTo(1);
  }

  @Test
  void questionsFollowTheProtocolThatAReloadChanges(ProxyHarness proxy) {
    RawUpstream shop =
        proxy.rawUpstream(
            "shop",
            connection ->
                connection.forEachRequest(
                    (request, socket) -> {
                      if (request.method().equals("GET")) {
                        socket.send(OK);
                      } else {
                        socket.close();
                      }
                    }));
    proxy.forwardingTo(shop, HEALTH);
    soon().until(() -> checks(proxy, "passed") >= 2);

    proxy.forwardingTo(shop, "protocol: h2c, " + HEALTH);

    soon().until(() -> endpoints(proxy, "unhealthy") == 1);
    assertThat(checks(proxy, "failed")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void nobodyIsAskedAnyMoreWhenTheRulesDoNotSaySo(ProxyHarness proxy) {
    RawUpstream shop = proxy.answering("shop", OK);
    proxy.forwardingTo(shop, HEALTH);
    soon().until(() -> shop.received().size() >= 2);

    proxy.forwardingTo(shop, "");

    var asked = new AtomicInteger(-1);
    soon()
        .pollInterval(Duration.ofMillis(400))
        .until(() -> asked.getAndSet(shop.received().size()) == shop.received().size());
  }
}
