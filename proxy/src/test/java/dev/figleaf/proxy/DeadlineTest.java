package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The deadline of a route: one clock for all that is tried, and what is left goes upstream. */
@ProxyTest
class DeadlineTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String HEADER = "X-Request-Deadline-Ms";

  private static Duration since(long before) {
    return Duration.ofNanos(System.nanoTime() - before);
  }

  private static RawUpstream silent(ProxyHarness proxy) {
    return proxy.rawUpstream(
        "legacy",
        connection -> {
          connection.request();
          connection.socket().readToEnd();
        });
  }

  @Test
  void aSilentUpstreamIsA504InTime(ProxyHarness proxy) {
    proxy.forwardingTo(silent(proxy), "", "deadline: 300ms");

    long before = System.nanoTime();
    assertThat(proxy.get("/")).hasStatus(504).hasCode("deadline-exceeded");
    assertThat(since(before)).isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
  }

  @Test
  void retriesShareIt(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.answering(
            "legacy",
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
    proxy.forwardingTo(legacy, "", "deadline: 2500ms, retry: 10");

    long before = System.nanoTime();
    assertThat(proxy.get("/")).hasStatus(503);
    assertThat(since(before)).isLessThan(Duration.ofMillis(2_500));
    assertThat(legacy).received(3);
  }

  @Test
  void anAnswerThatHasBegunMayTakeLonger(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsl");
              connection.socket().readToEnd();
            });
    proxy.forwardingTo(legacy, "timeout: { idle: 1s }", "deadline: 300ms");

    long before = System.nanoTime();
    try (var client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/", -1));
      assertThat(client.readHead().startLine()).contains("200");
      client.awaitEnd();
    }
    assertThat(since(before)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void whatIsLeftOfItIsToldUpstreamAndNothingElse(ProxyHarness proxy) {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy, "", "deadline: 5s");

    proxy.get("/", HEADER + ": 1");
    assertThat(left(legacy)).isBetween(3_000, 5_000);
  }

  private static int left(RawUpstream legacy) {
    return Integer.parseInt(legacy.received().getLast().header(HEADER).orElseThrow());
  }

  @Test
  void aTrustedProxyMayWaitLess(ProxyHarness proxy) {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.trusting("127.0.0.1/32").forwardingTo(legacy, "", "deadline: 60s");

    proxy.get("/", HEADER + ": 900");
    assertThat(left(legacy)).isBetween(1, 900);
    proxy.get("/", HEADER + ": 9000000");
    assertThat(left(legacy)).isBetween(50_000, 60_000);
  }

  @Test
  void withoutADeadlineAHeaderThatNobodyNamedPasses(ProxyHarness proxy) {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy);

    proxy.get("/", HEADER + ": 7");
    assertThat(legacy.received().getLast()).hasHeader(HEADER, "7");
  }

  @Test
  void aNamedHeaderIsNeverTheWordOfAStranger(ProxyHarness proxy) {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy, "deadline-header: X-Time-Left");

    proxy.get("/", "X-Time-Left: 7");
    assertThat(legacy.received().getLast()).hasNoHeader("X-Time-Left");
  }

  @Test
  void whatASeamMovesOutOfIsNotTold(ProxyHarness proxy) {
    RawUpstream old = proxy.answering("old", OK);
    RawUpstream fresh = proxy.answering("fresh", OK);
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, fresh: { url: "${fresh}" } }
        seams: { all: { from: old, to: fresh, weight: 0%, cohort: none } }
        routes:
          - { match: /a, seam: all, deadline: 5s }
          - { match: /b, to: fresh, deadline: 5s }
        """);

    proxy.get("/a");
    proxy.get("/b");
    assertThat(old.received().getLast()).hasNoHeader(HEADER);
    assertThat(fresh.received().getLast().header(HEADER)).isPresent();
  }
}
