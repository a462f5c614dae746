package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A seam moves clients, not requests: who is on one side stays there. */
@ProxyTest
class SeamsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";

  private final String rules =
      """
      version: 1
      upstreams: { old: { url: "${old}" }, new: { url: "${new}" } }
      seams: { catalog: { from: old, to: new, weight: WEIGHT, cohort: COHORT } }
      routes: [{ match: /**, seam: catalog }]
      """;

  private RawUpstream oldSide(ProxyHarness proxy) {
    return proxy.answering("old", OK + "old");
  }

  private void seam(ProxyHarness proxy, String weight, String cohort) {
    proxy.rules(rules.replace("WEIGHT", weight).replace("COHORT", cohort));
  }

  private static String cookieOf(Message answer) {
    return answer.header("Set-Cookie").orElse("").split(";", 2)[0];
  }

  @Test
  void aVisitorCookieIsMintedOnceAndKeepsTheClientOnItsSide(ProxyHarness proxy) {
    oldSide(proxy);
    proxy.answering("new", OK + "new");
    seam(proxy, "50%", "[]");

    for (int i = 0; i < 20; i++) {
      Message first = proxy.get("/");
      assertThat(first)
          .header("Set-Cookie")
          .matches("figleaf_visitor=[^;]+; Path=/; HttpOnly; SameSite=Lax");
      for (int again = 0; again < 3; again++) {
        assertThat(proxy.get("/", "Cookie: a=1; " + cookieOf(first)))
            .hasBody(first.text())
            .hasNoHeader("Set-Cookie");
      }
    }
  }

  @Test
  void theVisitorCookieIsNeverForwarded(ProxyHarness proxy) {
    RawUpstream old = oldSide(proxy);
    proxy.answering("new", OK + "new");
    seam(proxy, "0%", "[]");

    proxy.get("/", "Cookie: a=1; figleaf_visitor=abc; b=2");
    proxy.get("/", "Cookie: figleaf_visitor=abc");

    assertThat(old.received().get(0)).hasHeader("Cookie", "a=1; b=2");
    assertThat(old.received().get(1)).hasNoHeader("Cookie");
  }

  @Test
  void noCookieIsMintedWhereEverybodyIsOnOneSide(ProxyHarness proxy) {
    oldSide(proxy);
    proxy.answering("new", OK + "new");
    seam(proxy, "0%", "[]");
    assertThat(proxy.get("/")).hasBody("old").hasNoHeader("Set-Cookie");

    seam(proxy, "100%", "[]");
    assertThat(proxy.get("/")).hasBody("new").hasNoHeader("Set-Cookie");
  }

  @Test
  void aKeyOfTheRequestDecidesAndNoCookieIsNeeded(ProxyHarness proxy) {
    oldSide(proxy);
    proxy.answering("new", OK + "new");
    seam(proxy, "50%", "[header:X-User-Id]");

    for (int user = 0; user < 20; user++) {
      Message first = proxy.get("/", "X-User-Id: " + user);
      assertThat(first).hasNoHeader("Set-Cookie");
      assertThat(proxy.get("/", "X-User-Id: " + user)).hasBody(first.text());
    }
  }

  @Test
  void raisingTheWeightOnlyAddsClients(ProxyHarness proxy) {
    oldSide(proxy);
    proxy.answering("new", OK + "new");
    int[] weights = {10, 30, 60, 90};
    var before = new java.util.HashSet<Integer>();

    for (int weight : weights) {
      seam(proxy, weight + "%", "[header:X-User-Id]");
      var now =
          IntStream.range(0, 100)
              .filter(user -> proxy.get("/", "X-User-Id: " + user).text().equals("new"))
              .boxed()
              .collect(java.util.stream.Collectors.toSet());
      assertThat(now).containsAll(before);
      assertThat(now).hasSizeBetween(Math.max(0, weight - 17), Math.min(100, weight + 17));
      before.addAll(now);
    }
  }

  @Test
  void withoutACohortEachRequestDrawsAnew(ProxyHarness proxy) {
    oldSide(proxy);
    proxy.answering("new", OK + "new");
    seam(proxy, "50%", "none");

    long onNew = IntStream.range(0, 100).filter(_ -> proxy.get("/").text().equals("new")).count();

    assertThat(onNew).isBetween(20L, 80L);
  }
}
