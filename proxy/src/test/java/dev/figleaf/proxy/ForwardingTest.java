package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyHarness.times;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import org.junit.jupiter.api.Test;

/** The main job: what a client asks is asked of the upstream, and its answer comes back. */
@ProxyTest
class ForwardingTest {

  @Test
  void passesTheAnswerOfTheUpstream(ProxyHarness proxy) {
    var orders = proxy.upstream("orders").respondingWith(500, "broken");
    proxy.forwardingTo(orders);

    assertThat(proxy.get("/orders")).hasStatus(500).hasBody("broken");
    assertThat(orders).receivedOnly(request -> request.hasBody(""));
  }

  @Test
  void choosesTheUpstreamByTheRoute(ProxyHarness proxy) {
    var monolith = proxy.upstream("monolith").respondingWith(200, "old");
    var catalog = proxy.upstream("catalog").respondingWith(200, "new");
    proxy.rules(
        """
        version: 1
        upstreams:
          monolith: { url: "${monolith}" }
          catalog: { url: "${catalog}" }
        routes:
          - { match: /api/catalog/**, to: catalog }
          - { match: /**, to: monolith }
        """);

    assertThat(proxy.get("/api/catalog/7")).hasBody("new");
    assertThat(proxy.get("/api/orders")).hasBody("old");
    assertThat(monolith).received(1);
    assertThat(catalog).received(1);
  }

  @Test
  void changesItsMindWhileRunning(ProxyHarness proxy) {
    proxy.forwardingTo(proxy.upstream("monolith").respondingWith(200, "old"));
    assertThat(proxy.get("/")).hasBody("old");

    proxy.forwardingTo(proxy.upstream("catalog").respondingWith(200, "new"));
    assertThat(proxy.get("/")).hasBody("new");
  }

  @Test
  void answers404WhereNoRouteMatches(ProxyHarness proxy) {
    var monolith = proxy.upstream("monolith").respondingWith(200);
    proxy.rules(
        """
        version: 1
        upstreams: { monolith: { url: "${monolith}" } }
        routes: [{ match: /api/**, to: monolith }]
        """);

    assertThat(proxy.get("/elsewhere")).hasStatus(404).hasCode("no-route");
    assertThat(monolith).receivedNothing();
  }

  @Test
  void keepsConnectionsToTheUpstream(ProxyHarness proxy) {
    var legacy = proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.forwardingTo(legacy);

    assertThat(proxy.get("/", times(5))).allSatisfy(answer -> assertThat(answer).hasBody("ok"));
    assertThat(legacy).received(5);
    assertThat(legacy.connections()).isEqualTo(1);
  }
}
