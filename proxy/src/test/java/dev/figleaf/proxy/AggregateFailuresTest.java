package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way in which a part can fail, and what it makes of the whole. */
@ProxyTest
class AggregateFailuresTest {
  private static final String GOOD = answer("200 OK", "application/json", "{\"id\":7}");

  /** How the upstream of one part fails. */
  enum Failure {
    DOWN("connect-failed", 502, ""),
    SLOW("timeout", 504, ""),
    SLOW_BODY(
        "timeout",
        504,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n["),
    STATUS_500("status-500", 502, answer("500 No", "application/json", "{}")),
    STATUS_429("status-429", 502, answer("429 No", "application/json", "{}")),
    STATUS_404("status-404", 404, answer("404 No", "text/plain", "no")),
    STATUS_401(
        "status-401",
        401,
        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"),
    STATUS_403("status-403", 403, answer("403 No", "text/plain", "no")),
    REDIRECT("status-302", 502, "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"),
    NOT_JSON("not-json", 502, answer("200 OK", "application/json", "{\"id\":")),
    KEY_TWICE("not-json", 502, answer("200 OK", "application/json", "{\"a\":1,\"a\":2}")),
    WRONG_TYPE("not-json", 502, answer("200 OK", "text/html", "{}")),
    CODED(
        "content-coding",
        502,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
    TOO_LARGE(
        "too-large", 502, answer("200 OK", "application/json", "[" + "1,".repeat(2_000) + "1]")),
    BROKEN_OFF(
        "upstream-reset",
        502,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"),
    NO_HTTP("bad-response", 502, "what?\r\n\r\n");

    final String code;
    final int status;
    final String says;

    Failure(String code, int status, String says) {
      this.code = code;
      this.status = status;
      this.says = says;
    }
  }

  private static String answer(String status, String type, String body) {
    return "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, type, body.length(), body);
  }

  private static void failing(ProxyHarness proxy, Failure failure) {
    if (failure == Failure.DOWN) {
      proxy.deadUpstream("ill");
      return;
    }
    proxy.rawUpstream(
        "ill",
        connection -> {
          connection.request();
          connection.send(failure.says);
          if (failure == Failure.SLOW || failure == Failure.SLOW_BODY) {
            connection.socket().readToEnd();
          }
        });
  }

  private static String home(String part) {
    return """
    version: 1
    upstreams:
      well: { url: "${well}" }
      ill: { url: "${ill}", retry: 0 }
    routes:
      - match: /home
        aggregate:
          timeout: 5s
          parts:
            user: { upstream: well, path: /user }
            orders: { upstream: ill, path: /orders, timeout: 300ms, max-part: 2KiB%s }
    """
        .formatted(part);
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void aRequiredPartThatFailsMakesTheWholeFailWithItsStatus(Failure failure, ProxyHarness proxy) {
    proxy.answering("well", GOOD);
    failing(proxy, failure);
    proxy.rules(home(""));

    Message answer = proxy.get("/home");
    assertThat(answer).hasStatus(failure.status).hasCode("part-failed");
    assertThat(answer.text())
        .contains("{\"name\":\"orders\",\"code\":\"" + failure.code + "\"}")
        .doesNotContain("127.0.0.1");
    assertThat(answer.header("WWW-Authenticate").isPresent())
        .isEqualTo(failure == Failure.STATUS_401);
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void anOptionalPartThatFailsLeavesItsDefaultAndIsNamed(Failure failure, ProxyHarness proxy) {
    proxy.answering("well", GOOD);
    failing(proxy, failure);
    proxy.rules(home(", optional: true, default: []"));

    assertThat(proxy.get("/home"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "user;ok, orders;" + failure.code + ";default")
        .hasHeader("Cache-Control", "no-store")
        .hasBody("{\"user\":{\"id\":7},\"orders\":[]}");
  }

  @Test
  void anOptionalPartWithoutADefaultIsLeftOut(ProxyHarness proxy) {
    proxy.answering("well", GOOD);
    failing(proxy, Failure.STATUS_500);
    proxy.rules(home(", on-failure: omit"));

    assertThat(proxy.get("/home"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "user;ok, orders;status-500;omit")
        .hasBody("{\"user\":{\"id\":7}}");
  }

  @Test
  void whatIsNeededOfAFailedPartIsItsDefaultOrMissing(ProxyHarness proxy) {
    RawUpstream well = proxy.answering("well", GOOD);
    failing(proxy, Failure.STATUS_500);
    proxy.rules(
        home(", default: { id: 5 }")
            + """
                    five: { upstream: well, path: "/five/{orders.id}" }
                    none: { upstream: well, path: "/none/{orders.name}", optional: true }
            """);

    assertThat(proxy.get("/home"))
        .hasStatus(200)
        .hasHeader(
            "X-Figleaf-Parts",
            "user;ok, orders;status-500;default, five;ok, none;missing-value;omit");
    assertThat(well.received())
        .extracting(Message::target)
        .containsExactlyInAnyOrder("/user", "/five/5");
  }

  @Test
  void whereAllPartsFailTheWholeDoes(ProxyHarness proxy) {
    proxy.deadUpstream("well");
    failing(proxy, Failure.STATUS_500);
    proxy.rules(home(", default: []").replace("path: /user", "path: /user, optional: true"));

    Message answer = proxy.get("/home");
    assertThat(answer).hasStatus(502).hasCode("parts-failed");
    assertThat(answer.text())
        .contains(
            "\"parts\":[{\"name\":\"user\",\"code\":\"connect-failed\"},"
                + "{\"name\":\"orders\",\"code\":\"status-500\"}]");
  }

  @Test
  void theWholeHasOneDeadlineOfWhichPartsGetWhatIsLeft(ProxyHarness proxy) {
    RawUpstream well =
        proxy.rawUpstream(
            "well",
            connection ->
                connection.forEachRequest(
                    (request, socket) -> {
                      if (request.target().equals("/user")) {
                        socket.send(GOOD);
                      }
                    }));
    proxy.rules(
        """
        version: 1
        upstreams: { well: { url: "${well}", retry: 0 } }
        routes:
          - match: /home
            aggregate:
              timeout: 400ms
              parts:
                user: { upstream: well, path: /user }
                slow: { upstream: well, path: "/slow/{user.id}", timeout: 10s, optional: true }
                late: { upstream: well, path: "/late/{slow.id:-1}", optional: true }
        """);

    long begun = System.nanoTime();
    assertThat(proxy.get("/home"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "user;ok, slow;timeout;omit, late;timeout;omit");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    assertThat(well.received().get(1).header("X-Request-Deadline-Ms").map(Integer::parseInt))
        .hasValueSatisfying(left -> assertThat(left).isLessThanOrEqualTo(400));
  }

  @Test
  void aClientThatLeavesCancelsAllParts(ProxyHarness proxy) throws Exception {
    var gone = new CountDownLatch(2);
    proxy.rawUpstream(
        "well",
        connection -> {
          connection.request();
          connection.socket().readToEnd();
          gone.countDown();
        });
    proxy.rules(
        """
        version: 1
        upstreams: { well: { url: "${well}" } }
        routes:
          - match: /home
            aggregate:
              timeout: 60s
              parts:
                a: { upstream: well, path: /a }
                b: { upstream: well, path: /b }
        """);

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/home", -1));
      await().until(() -> proxy.metric("figleaf_upstream_connections", "in_use") == 2);
      client.reset();
      await().atMost(Duration.ofSeconds(5)).until(() -> gone.getCount() == 0);
    }
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"client-gone\"")).isEqualTo(1);
  }

  @Test
  void aRequiredPartThatFailsCancelsTheOthers(ProxyHarness proxy) {
    var gone = new CountDownLatch(1);
    proxy.rawUpstream(
        "well",
        connection -> {
          connection.request();
          connection.socket().readToEnd();
          gone.countDown();
        });
    failing(proxy, Failure.STATUS_404);
    proxy.rules(home(""));

    assertThat(proxy.get("/home")).hasStatus(404).hasCode("part-failed");
    await().atMost(Duration.ofSeconds(5)).until(() -> gone.getCount() == 0);
  }

  @Test
  void anOpenBreakerFailsAPartWithoutTouchingItsUpstream(ProxyHarness proxy) {
    proxy.answering("well", GOOD);
    RawUpstream ill = proxy.answering("ill", answer("503 Busy", "application/json", "{}"));
    proxy.rules(
        home(", optional: true")
            .replace(
                "retry: 0 }",
                "retry: 0, breaker: { failure-rate: 50%, minimum-calls: 2, within: 10s, open-for: 30s } }"));

    proxy.get("/home", ProxyHarness.times(2));
    assertThat(proxy.get("/home"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "user;ok, orders;breaker-open;omit");
    assertThat(ill).received(2);
  }

  @Test
  void whatIsHeldOfAnswersIsGivenBack(ProxyHarness proxy) {
    String large = "\"" + "x".repeat(900 * 1024) + "\"";
    proxy.answering("well", answer("200 OK", "application/json", large));
    proxy.rules(
        """
        version: 1
        upstreams: { well: { url: "${well}" } }
        routes:
          - match: /home
            aggregate: { parts: { a: { upstream: well, path: /a, flatten: true, optional: true }, b: { upstream: well, path: /b, keep: [x] } } }
        """);

    // Twice what all requests together may hold.
    assertThat(proxy.get("/home", ProxyHarness.times(70)))
        .allSatisfy(
            answer ->
                assertThat(answer)
                    .hasStatus(200)
                    .hasHeader("X-Figleaf-Parts", "a;not-an-object;omit, b;ok"));
  }
}
