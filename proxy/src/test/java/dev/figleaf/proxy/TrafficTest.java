package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyHarness.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.traffic.Descriptor;
import dev.figleaf.proxy.traffic.SeamFigures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a whole facade knows of its traffic. */
@ProxyTest
class TrafficTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String RULES =
      """
      version: 1
      upstreams: { old: { url: "${old}" }, fresh: { url: "${fresh}", retry: 0 } }
      seams: { all: { from: old, to: fresh, weight: 50%, cohort: [header:X-User-Id], rescue-at-most: 100% } }
      routes: [{ name: shop, match: /shop/**, seam: all }]
      """;

  @Test
  void eachSideOfASeamIsCountedAsClientsSawIt(ProxyHarness proxy) {
    proxy.answering("old", OK);
    proxy.deadUpstream("fresh");
    proxy.rules(RULES);
    for (int user = 0; user < 20; user++) {
      assertThat(proxy.get("/shop/a", "X-User-Id: user-" + user)).hasStatus(200);
    }

    SeamFigures seam =
        await()
            .until(
                () -> proxy.facade().traffic().figures().now().getFirst(),
                figures -> figures.from().perSecond() > 0 && figures.to().perSecond() > 0);

    assertThat(seam.seam()).isEqualTo("all");
    assertThat(seam.rescued()).isPositive();
    assertThat(seam.observed()).isZero();
    assertThat(seam.from().errors()).isZero();
    assertThat(seam.to().errors()).isEqualTo(1);
    assertThat(seam.from().latency()).isNotNull();
  }

  @Test
  void whatCameToTheRulesIsRememberedAndWhatTheGateRefusedIsNot(ProxyHarness proxy) {
    proxy.answering("old", OK);
    proxy.answering("fresh", OK);
    proxy.rules(RULES);
    proxy.get("/shop/a?x=1", times(3), "X-User-Id: ann");
    proxy.get("/nowhere");
    proxy.get("/%00");
    proxy.awaitQuiet();

    List<Descriptor> requests = proxy.facade().traffic().recording().requests();

    assertThat(requests).extracting(Descriptor::path).containsOnly("/shop/a", "/nowhere");
    assertThat(requests).hasSize(4);
    assertThat(requests.getFirst().route()).isEqualTo("shop");
    assertThat(requests.getFirst().query()).containsExactly("x");
    assertThat(requests.getLast().route()).isEqualTo("-");
    assertThat(requests.toString()).doesNotContain("ann");
  }
}
