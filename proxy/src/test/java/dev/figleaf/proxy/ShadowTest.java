package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import dev.figleaf.proxy.harness.TestUpstream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy goes to the side that did not serve, and whoever served is none the wiser. */
@ProxyTest
class ShadowTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  /** What differs is asked for again; these tests count how often. */
  private static final String ONCE =
      "compare: { noise: off, ignore: [body], equivalent-status: [[200, 503]] }";

  /** A seam from one upstream to another, of which every request is copied. */
  private static void seam(ProxyHarness proxy, String weight, String shadow) {
    proxy.rules(
        """
        version: 1
        upstreams: { monolith: { url: "${monolith}" }, catalog: { url: "${catalog}" } }
        seams:
          catalog: { from: monolith, to: catalog, weight: %s, shadow: { %s } }
        routes: [{ match: /**, seam: catalog }]
        """
            .formatted(weight, shadow.isEmpty() ? ONCE : shadow + ", " + ONCE));
  }

  private static RawUpstream saying(ProxyHarness proxy, String name, String text) {
    return proxy.answering(
        name,
        "HTTP/1.1 200 OK\r\nSet-Cookie: of=%s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(name, text.length(), text));
  }

  private static Message copyAt(TestUpstream upstream) {
    await().until(() -> !upstream.received().isEmpty());
    return upstream.received().getFirst();
  }

  private static void awaitLeftOut(ProxyHarness proxy, String reason) {
    await().until(() -> leftOut(proxy, reason) > 0);
  }

  private static double leftOut(ProxyHarness proxy, String reason) {
    return proxy.metric("figleaf_shadow_left_out_total", "reason=\"" + reason + "\"");
  }

  private static double copies(ProxyHarness proxy) {
    return proxy.metric("figleaf_shadow_copies_total");
  }

  @Test
  void theCopyIsTheSameRequestAndSaysThatItIsOne(ProxyHarness proxy) {
    RawUpstream monolith = saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    seam(proxy, "0%", "");

    Message answer = proxy.get("/items/7?page=2", "Accept: text/html", "traceparent: " + TRACE);
    assertThat(answer).hasStatus(200).hasBody("old").hasHeader("Set-Cookie", "of=monolith");
    Message original = monolith.received().getFirst();
    Message copy = copyAt(catalog);
    assertThat(original.head().has("X-Figleaf-Shadow")).isFalse();
    assertThat(copy)
        .hasHeader("X-Figleaf-Shadow", "true")
        .hasHeader("traceparent", original.header("traceparent").orElseThrow());
    assertThat(copy.head().startLine()).isEqualTo("GET /items/7?page=2 HTTP/1.1");
    assertThat(copy.head().headers().stream().filter(one -> !one.name().equals("X-Figleaf-Shadow")))
        .isEqualTo(original.head().headers());
  }

  @Test
  void theControlGetsTheCopyOfWhatTheCandidateServed(ProxyHarness proxy) {
    RawUpstream monolith = saying(proxy, "monolith", "old");
    saying(proxy, "catalog", "new");
    seam(proxy, "100%", "");

    assertThat(proxy.get("/items/7")).hasBody("new");
    assertThat(copyAt(monolith)).hasHeader("X-Figleaf-Shadow", "true");
    await().until(() -> proxy.metric("figleaf_shadow_copies_total", "role=\"control\"") == 1);
  }

  @Test
  void whatIsAnsweredFromTheCacheIsNotCopiedAndAMissIsOnce(ProxyHarness proxy) {
    RawUpstream monolith =
        proxy.answering("monolith", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    RawUpstream catalog =
        proxy.answering("catalog", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.rules(
        """
        version: 1
        upstreams: { monolith: { url: "${monolith}" }, catalog: { url: "${catalog}" } }
        routes:
          - match: /**
            to: monolith
            cache: 30s
            shadow: { to: catalog, compare: { noise: off } }
        """);
    for (String path : List.of("/a", "/a", "/a", "/b", "/b", "/a", "/c")) {
      assertThat(proxy.get(path)).hasBody("ok");
    }
    assertThat(monolith).received(3);
    await().until(() -> proxy.metric("figleaf_shadow_pairs_total", "finding=\"equal\"") == 3);
    assertThat(catalog.received().stream().map(Message::target).toList())
        .containsExactlyInAnyOrder("/a", "/b", "/c");
    assertThat(copies(proxy)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
  void whatChangesSomethingIsNotCopiedUnlessItIsNamed(String method, ProxyHarness proxy) {
    saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    seam(proxy, "0%", "");

    assertThat(proxy.exchange(method, "/items/7", "x".getBytes())).hasBody("old");
    awaitLeftOut(proxy, "unsafe-method");
    assertThat(catalog).receivedNothing();
  }

  @Test
  void theBodyOfWhatIsNamedIsCopiedWhole(ProxyHarness proxy) {
    saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    seam(proxy, "0%", "methods: [POST]");

    byte[] body = new byte[300_000];
    IntStream.range(0, body.length).forEach(i -> body[i] = (byte) i);
    assertThat(proxy.post("/items", body)).hasBody("old");
    copyAt(catalog);
    assertThat(catalog).receivedBody(body);
  }

  @Test
  void aBodyThatComesInChunksIsCopiedInChunks(ProxyHarness proxy) {
    saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    seam(proxy, "0%", "methods: [POST]");

    proxy.raw(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    Message copy = copyAt(catalog);
    assertThat(copy.head().isChunked()).isTrue();
    assertThat(copy).hasBody("abcde");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aBodyOverTheLimitPassesAndIsNotCopied(boolean told, ProxyHarness proxy) {
    RawUpstream monolith = saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    seam(proxy, "0%", "methods: [POST], limit: 10B");

    Message answer =
        told
            ? proxy.post("/", "0123456789a")
            : proxy.raw(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "b\r\n0123456789a\r\n0\r\n\r\n");
    assertThat(answer).hasBody("old");
    assertThat(monolith).receivedBody("0123456789a".getBytes());
    awaitLeftOut(proxy, "body-too-large");
    assertThat(catalog).receivedNothing();
    await().until(() -> proxy.metric("figleaf_shadow_memory") == 0);
  }

  @Test
  void credentialsAndHeadersOfTheCopyAreAsTheRulesSay(ProxyHarness proxy) {
    saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    seam(
        proxy,
        "0%",
        "credentials: drop, host: catalog.internal, rewrite: { add-prefix: /v2 },"
            + " headers: { set: { X-Tenant: shadow }, remove: [X-Debug] }");

    proxy.get("/items?a=/b", "Authorization: Bearer s", "Cookie: a=b", "X-Debug: 1", "X-Tenant: t");
    Message copy = copyAt(catalog);
    assertThat(copy.target()).isEqualTo("/v2/items?a=/b");
    assertThat(copy).hasHeader("Host", "catalog.internal").hasHeader("X-Tenant", "shadow");
    assertThat(copy.head().headers())
        .extracting(header -> header.name())
        .doesNotContain("Authorization", "Cookie", "X-Debug");
  }

  @Test
  void theSameTraceIsDrawnAgain(ProxyHarness proxy) {
    saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    seam(proxy, "0%", "sample: 50%");

    for (int i = 0; i < 20; i++) {
      String trace = "00-%032x-00f067aa0ba902b7-01".formatted(i / 2 + 1);
      proxy.get("/" + i / 2, "traceparent: " + trace);
    }
    await().until(() -> copies(proxy) + leftOut(proxy, "not-sampled") == 20);
    await().until(() -> catalog.received().size() == copies(proxy));
    for (int i = 0; i < 10; i++) {
      String target = "/" + i;
      long copied = catalog.received().stream().filter(one -> one.target().equals(target)).count();
      assertThat(copied).as(target).isIn(0L, 2L);
    }
    assertThat(copies(proxy)).isBetween(2.0, 18.0);
  }

  @Test
  void aRouteMayHaveAShadowOfItsOwn(ProxyHarness proxy) {
    saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    proxy.rules(
        """
        version: 1
        upstreams: { monolith: { url: "${monolith}" }, catalog: { url: "${catalog}" } }
        routes:
          - name: items
            match: /items/**
            to: monolith
            shadow: catalog
          - { match: /**, to: monolith }
        """);

    assertThat(proxy.get("/other")).hasBody("old");
    assertThat(proxy.get("/items/7")).hasBody("old");
    assertThat(copyAt(catalog).target()).isEqualTo("/items/7");
    await().until(() -> proxy.metric("figleaf_shadow_copies_total", "subject=\"items\"") >= 1);
  }

  @Test
  void whoClaimsToBeACopyIsNoneUnlessItIsBelieved(ProxyHarness proxy) {
    RawUpstream monolith = saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    seam(proxy, "0%", "");

    proxy.get("/", "X-Figleaf-Shadow: true");
    copyAt(catalog);
    assertThat(monolith.received().getFirst().head().has("X-Figleaf-Shadow")).isFalse();
  }

  @Test
  void aCopyOfAFacadeInFrontIsNotCopiedAgain(ProxyHarness proxy) {
    RawUpstream monolith = saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    proxy.trusting("127.0.0.0/8");
    seam(proxy, "0%", "");

    proxy.get("/", "X-Figleaf-Shadow: true");
    awaitLeftOut(proxy, "already-shadow");
    assertThat(monolith.received().getFirst()).hasHeader("X-Figleaf-Shadow", "true");
    assertThat(catalog).receivedNothing();
  }

  @Test
  void aFailingCandidateOpensOnlyTheBreakerOfCopies(ProxyHarness proxy) {
    saying(proxy, "monolith", "old");
    proxy.answering("catalog", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    seam(proxy, "0%", "");

    for (int i = 0; i < 60; i++) {
      assertThat(proxy.get("/" + i)).hasBody("old");
    }
    awaitLeftOut(proxy, "breaker-open");
    assertThat(openings(proxy, "shadow:catalog:catalog")).isPositive();
    assertThat(openings(proxy, "catalog")).isZero();
  }

  private static double openings(ProxyHarness proxy, String upstream) {
    return proxy.metric(
        "figleaf_upstream_breaker_transitions_total",
        "state=\"open\"",
        "upstream=\"" + upstream + "\"");
  }

  @Test
  void whatIsShadowedNoMoreLeavesNothingBehind(ProxyHarness proxy) {
    saying(proxy, "monolith", "old");
    RawUpstream catalog = saying(proxy, "catalog", "new");
    seam(proxy, "0%", "");
    proxy.get("/before");
    copyAt(catalog);

    proxy.rules(
        """
        version: 1
        upstreams: { monolith: { url: "${monolith}" } }
        routes: [{ match: /**, to: monolith }]
        """);
    proxy.get("/after");
    proxy.awaitQuiet();
    assertThat(catalog).received(1);
    await().until(() -> !proxy.facade().events().scrape().contains("shadow:catalog"));
    assertThat(proxy.facade().events().scrape()).doesNotContain("subject=");
  }
}
