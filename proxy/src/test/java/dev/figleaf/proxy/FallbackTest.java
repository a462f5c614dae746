package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import org.junit.jupiter.api.Test;

/** Where a route's upstream cannot answer, its fallback does. */
@ProxyTest
class FallbackTest {
  private static final String FIXED =
      "fallback: { status: 200, headers: { X-Kind: old }, json: [] }";

  @Test
  void aFixedAnswerTakesThePlaceOfAnErrorAndCountsAsOne(ProxyHarness proxy) {
    proxy.forwardingTo(proxy.deadUpstream("legacy"), "retry: 0", FIXED);

    assertThat(proxy.get("/")).hasStatus(200).hasBody("[]").hasHeader("X-Kind", "old");
    assertThat(proxy.post("/", "x")).hasStatus(200).hasBody("[]");
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_fallback_total", "upstream=\"legacy\"")).isEqualTo(2);
    assertThat(
            proxy.metric(
                "figleaf_requests_total", "status_class=\"5xx\"", "code=\"connect-failed\""))
        .isEqualTo(2);
  }

  @Test
  void aFixedAnswerTakesThePlaceOfAnAnswerThatCountsAsAFailure(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
    proxy.forwardingTo(legacy, "retry: 0", FIXED);

    assertThat(proxy.get("/")).hasStatus(200).hasBody("[]");
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"bad-status\"")).isEqualTo(1);
  }

  @Test
  void aFixedAnswerIsThereWhenTheDeadlineIsOver(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.socket().readToEnd();
            });
    proxy.forwardingTo(legacy, "", FIXED + ", deadline: 200ms");

    assertThat(proxy.get("/")).hasStatus(200).hasBody("[]");
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"deadline-exceeded\"")).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsWellIsNotReplaced(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\noops");
    proxy.forwardingTo(legacy, "", FIXED);

    assertThat(proxy.get("/")).hasStatus(500).hasBody("oops");
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_fallback_total")).isZero();
  }

  @Test
  void anotherUpstreamAnswersWhereThisOneCannot(ProxyHarness proxy) {
    proxy.rawUpstream("ill", RawUpstream.Connection::request);
    RawUpstream other =
        proxy.answering("other", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother");
    proxy.rules(
        """
        version: 1
        upstreams: { ill: { url: "${ill}" }, other: { url: "${other}" } }
        routes: [{ match: /**, to: ill, fallback: other }]
        """);

    assertThat(proxy.get("/")).hasStatus(200).hasBody("other");
    assertThat(proxy.post("/", "x")).hasStatus(502).hasCode("upstream-reset");
    assertThat(other).received(1);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_fallback_total", "upstream=\"ill\"")).isEqualTo(1);
  }
}
