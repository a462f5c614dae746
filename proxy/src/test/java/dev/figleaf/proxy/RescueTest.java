package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static dev.figleaf.proxy.harness.ProxyHarness.times;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code to} of a seam failed is answered by {@code from}, where nothing is done twice. */
@ProxyTest
class RescueTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold";
  private static final String MARK = "X-Figleaf-Rescued";

  private static RawUpstream old(ProxyHarness proxy) {
    return proxy.answering("old", OK);
  }

  private static RawUpstream freshAnswering(ProxyHarness proxy, int status) {
    return proxy.answering("fresh", "HTTP/1.1 " + status + " X\r\nContent-Length: 3\r\n\r\nnew");
  }

  private static void seam(ProxyHarness proxy, String settings) {
    seam(proxy, settings, "", "");
  }

  private static void seam(ProxyHarness proxy, String settings, String upstream, String route) {
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, fresh: { url: "${fresh}", retry: 0 %s } }
        seams: { all: { from: old, to: fresh, weight: 100%%, cohort: none %s } }
        routes: [{ match: /**, seam: all %s }]
        """
            .formatted(upstream, settings, route));
  }

  @Test
  void aSafeRequestThatFailsOnToIsServedByFromAndCountsAsFailed(ProxyHarness proxy) {
    RawUpstream old = old(proxy);
    proxy.deadUpstream("fresh");
    seam(proxy, "");

    assertThat(proxy.get("/")).hasStatus(200).hasBody("old").hasHeader(MARK, "1");
    assertThat(old).received(1);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_rescued_total", "seam=\"all\"")).isEqualTo(1);
    assertThat(
            proxy.metric(
                "figleaf_requests_total",
                "upstream=\"fresh\"",
                "status_class=\"5xx\"",
                "code=\"connect-failed\""))
        .isEqualTo(1);
  }

  @Test
  void anAnswerOfToIsNotMarked(ProxyHarness proxy) {
    old(proxy);
    freshAnswering(proxy, 200);
    seam(proxy, "");

    assertThat(proxy.get("/")).hasBody("new").hasNoHeader(MARK);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_rescued_total")).isZero();
  }

  @Test
  void theWorldIsNotTold(ProxyHarness proxy) {
    old(proxy);
    proxy.deadUpstream("fresh");
    proxy.trusting("127.0.0.1/32");
    seam(proxy, "");

    assertThat(proxy.get("/", "X-Forwarded-For: 203.0.113.9")).hasBody("old").hasNoHeader(MARK);
    assertThat(proxy.get("/", "X-Forwarded-For: 127.0.0.9")).hasBody("old").hasHeader(MARK, "1");
  }

  @Test
  void aProxyThatIsNotTrustedMaySpeakForTheWorld(ProxyHarness proxy) {
    old(proxy);
    proxy.deadUpstream("fresh");
    seam(proxy, "");

    assertThat(proxy.get("/", "X-Forwarded-For: 203.0.113.9")).hasBody("old").hasNoHeader(MARK);
  }

  @Test
  void theMarkOfAnUpstreamIsNotPassedOn(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.answering(
            "legacy", "HTTP/1.1 200 OK\r\nX-Figleaf-Rescued: 1\r\nContent-Length: 0\r\n\r\n"));

    assertThat(proxy.get("/")).hasStatus(200).hasNoHeader(MARK);
  }

  @ParameterizedTest
  @CsvSource({"off, GET, 502", "safe, POST, 502", "safe, PUT, 502", "safe-or-unsent, POST, 200"})
  void whatNeverLeftIsRescuedAsTheSeamSays(
      String mode, String method, int status, ProxyHarness proxy) {
    RawUpstream old = old(proxy);
    proxy.deadUpstream("fresh");
    seam(proxy, ", rescue: " + mode);

    assertThat(proxy.exchange(method, "/", "x".getBytes())).hasStatus(status);
    assertThat(old).received(status == 200 ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"safe", "safe-or-unsent"})
  void aPostThatLeftIsNeverRescued(String mode, ProxyHarness proxy) {
    RawUpstream old = old(proxy);
    proxy.rawUpstream("fresh", RawUpstream.Connection::request);
    seam(proxy, ", rescue: " + mode);

    assertThat(proxy.post("/", "x")).hasStatus(502).hasCode("upstream-reset");
    assertThat(old).receivedNothing();
  }

  @ParameterizedTest
  @CsvSource({"503, 'old'", "500, 'new'", "404, 'new'"})
  void anAnswerThatCountsAsAFailureIsRescued(int status, String body, ProxyHarness proxy) {
    old(proxy);
    freshAnswering(proxy, status);
    seam(proxy, "");

    assertThat(proxy.get("/")).hasBody(body);
  }

  @Test
  void whatCountsAsAFailureIsForTheUpstreamToSay(ProxyHarness proxy) {
    old(proxy);
    freshAnswering(proxy, 500);
    seam(proxy, "", ", breaker: { count: [5xx] }", "");

    assertThat(proxy.get("/")).hasStatus(200).hasBody("old");
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"bad-status\"")).isEqualTo(1);
  }

  @Test
  void aSlowToIsRescuedWithinTheDeadline(ProxyHarness proxy) {
    old(proxy);
    proxy.rawUpstream(
        "fresh",
        connection -> {
          connection.request();
          connection.socket().readToEnd();
        });
    seam(proxy, "", ", timeout: { response: 200ms }", ", deadline: 5s");

    assertThat(proxy.get("/")).hasStatus(200).hasBody("old");
  }

  @Test
  void thereIsNoRescueWhenTheDeadlineIsOver(ProxyHarness proxy) {
    RawUpstream old = old(proxy);
    proxy.rawUpstream(
        "fresh",
        connection -> {
          connection.request();
          connection.socket().readToEnd();
        });
    seam(proxy, "", "", ", deadline: 300ms");

    long before = System.nanoTime();
    assertThat(proxy.get("/")).hasStatus(504).hasCode("deadline-exceeded");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    assertThat(old).receivedNothing();
  }

  @Test
  void aDeadToDoesNotDoubleTheLoadOfFrom(ProxyHarness proxy) {
    RawUpstream old = old(proxy);
    proxy.deadUpstream("fresh");
    seam(proxy, "", ", breaker: { enabled: false }", "");

    long rescued =
        proxy.get("/", times(100)).stream().filter(answer -> answer.status() == 200).count();

    assertThat(rescued).isEqualTo(20);
    assertThat(old).received(20);
  }

  @Test
  void aReloadDoesNotRefillTheBudget(ProxyHarness proxy) {
    RawUpstream old = old(proxy);
    proxy.deadUpstream("fresh");
    seam(proxy, ", rescue-at-most: 0%");
    proxy.get("/", times(10)).forEach(answer -> assertThat(answer).hasStatus(200));

    seam(proxy, ", rescue-at-most: 1%");
    Message eleventh = proxy.get("/");

    assertThat(eleventh).hasStatus(502);
    assertThat(old).received(10);
  }
}
