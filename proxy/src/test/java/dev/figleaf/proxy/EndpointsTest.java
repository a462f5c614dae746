package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyHarness.times;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.WireUpstream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which endpoint of an upstream gets a request, and which is left out. */
@ProxyTest
class EndpointsTest {
  private static final String EJECTED = "state=\"ejected\"";

  private static String rules(String settings) {
    return """
        version: 1
        upstreams:
          shop: { endpoints: ["${good}", "${bad}"], retry: 0, %s }
        routes: [{ match: /**, to: shop }]
        """
        .formatted(settings);
  }

  private static double ejected(ProxyHarness proxy) {
    return proxy.metric("figleaf_upstream_endpoints", EJECTED);
  }

  @Test
  void fiveFailuresInARowLeaveAnEndpointOut(ProxyHarness proxy) {
    WireUpstream good = proxy.upstream("good").respondingWith(200);
    WireUpstream bad = proxy.upstream("bad").respondingWith(503);
    proxy.rules(rules("balance: round-robin"));

    List<Message> answers = proxy.get("/", times(30));

    assertThat(bad).received(5);
    assertThat(good).received(25);
    assertThat(answers.stream().filter(answer -> answer.status() == 503)).hasSize(5);
    assertThat(ejected(proxy)).isEqualTo(1);
    assertThat(proxy.metric("figleaf_upstream_ejections_total")).isEqualTo(1);
  }

  @Test
  void anAnswerThatSaysNothingOfTheEndpointIsNoFailure(ProxyHarness proxy) {
    WireUpstream good = proxy.upstream("good").respondingWith(200);
    WireUpstream bad = proxy.upstream("bad").respondingWith(500);
    proxy.rules(rules("balance: round-robin"));

    proxy.get("/", times(30));

    assertThat(bad).received(15);
    assertThat(good).received(15);
  }

  @Test
  void whoRefusesConnectionsIsLeftOut(ProxyHarness proxy) {
    proxy.upstream("good").respondingWith(200);
    proxy.deadUpstream("bad");
    proxy.rules(rules("balance: random"));

    proxy.get("/", times(100));

    assertThat(ejected(proxy)).isEqualTo(1);
  }

  @Test
  void theLastEndpointIsNeverLeftOut(ProxyHarness proxy) {
    WireUpstream good = proxy.upstream("good").respondingWith(503, "good");
    WireUpstream bad = proxy.upstream("bad").respondingWith(503, "bad");
    proxy.rules(rules("breaker: { enabled: false }, ejection: { at-most: 100% }"));

    List<Message> answers = proxy.get("/", times(40));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.text()).isIn("good", "bad"));
    assertThat(ejected(proxy)).isEqualTo(1);
    assertThat(good.received().size() + bad.received().size()).isEqualTo(40);
  }

  @Test
  void whatFailedOnAllOthersIsTriedOnOneThatIsLeftOut(ProxyHarness proxy) {
    WireUpstream good = proxy.upstream("good").respondingWith(200, "good");
    WireUpstream bad = proxy.upstream("bad").respondingWith(503);
    proxy.rules(
        """
        version: 1
        upstreams:
          shop: { endpoints: ["${good}", "${bad}"], balance: round-robin, breaker: { enabled: false } }
        routes: [{ match: /**, to: shop }]
        """);
    proxy.get("/", times(30));
    assertThat(ejected(proxy)).isEqualTo(1);

    bad.respondingWith(200, "back");
    good.respondingWith(503);

    assertThat(proxy.get("/")).hasStatus(200).hasBody("back");
  }

  @Test
  void whoWasOutComesBack(ProxyHarness proxy) {
    proxy.upstream("good").respondingWith(200);
    WireUpstream bad = proxy.upstream("bad").respondingWith(503);
    proxy.rules(rules("balance: round-robin, slow-start: 0s, ejection: { eject-for: 300ms }"));
    proxy.get("/", times(10));
    // The client has its answer a moment before the endpoint has its failure.
    await()
        .atMost(RawSocket.PATIENCE)
        .until(() -> proxy.metric("figleaf_upstream_ejections_total") == 1);
    bad.respondingWith(200, "back");

    await().atMost(RawSocket.PATIENCE).until(() -> ejected(proxy) == 0);

    assertThat(proxy.get("/", times(2))).extracting(Message::text).contains("back");
  }

  @Test
  void aReloadOfAWeightForgetsNoEjection(ProxyHarness proxy) {
    proxy.upstream("old").respondingWith(200);
    proxy.upstream("good").respondingWith(200);
    WireUpstream bad = proxy.upstream("bad").respondingWith(503);
    String seam =
        """
        version: 1
        upstreams:
          old: { url: "${old}" }
          shop: { endpoints: ["${good}", "${bad}"], balance: round-robin, retry: 0 }
        seams: { s: { from: old, to: shop, weight: %s, cohort: none, rescue: off } }
        routes: [{ match: /**, seam: s }]
        """;
    proxy.rules(seam.formatted("100%"));
    proxy.get("/", times(10));
    assertThat(bad).received(5);

    proxy.rules(seam.formatted("90%"));
    proxy.get("/", times(30));

    assertThat(bad).received(5);
    assertThat(ejected(proxy)).isEqualTo(1);
  }

  @Test
  void aHashSendsTheSameKeyToTheSameEndpoint(ProxyHarness proxy) {
    proxy.upstream("good").respondingWith(200, "one");
    proxy.upstream("bad").respondingWith(200, "two");
    proxy.rules(rules("balance: { hash: header:X-User }"));

    var places = new ArrayList<String>();
    for (int user = 0; user < 20; user++) {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        seen.add(proxy.get("/", "X-User: " + user).text());
      }
      assertThat(seen).as("user %d", user).hasSize(1);
      places.addAll(seen);
    }

    assertThat(places).contains("one", "two");
  }
}
