package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that failed is sent once more where nobody can tell, and nowhere else. */
@ProxyTest
class RetriesTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String BUSY =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n%s\r\nbusy";

  /** An upstream whose first connection breaks when it got a request; later ones answer. */
  private static RawUpstream breakingOnce(ProxyHarness proxy) {
    return proxy.rawUpstream(
        "legacy",
        connection -> {
          connection.request();
          if (connection.number() > 1) {
            connection.send(OK);
            connection.forEachRequest((_, socket) -> socket.send(OK));
          }
        });
  }

  /** An upstream whose first answer is this one, and whose later ones are well. */
  private static RawUpstream answeringFirst(ProxyHarness proxy, String first) {
    var answers = new AtomicInteger();
    return proxy.rawUpstream(
        "legacy",
        connection ->
            connection.forEachRequest(
                (_, socket) -> socket.send(answers.getAndIncrement() == 0 ? first : OK)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
  void anIdempotentRequestThatGotNoAnswerIsSentOnceMore(String method, ProxyHarness proxy) {
    RawUpstream legacy = breakingOnce(proxy);
    proxy.forwardingTo(legacy);
    byte[] body = method.equals("PUT") ? "all of it".getBytes() : null;

    assertThat(proxy.exchange(method, "/", body)).hasStatus(200);
    assertThat(legacy).received(2);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_retries_total")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "BREW"})
  void anyOtherIsNeverSentTwice(String method, ProxyHarness proxy) {
    RawUpstream legacy = breakingOnce(proxy);
    proxy.forwardingTo(legacy, "retry: 10");

    assertThat(proxy.exchange(method, "/", "x".getBytes()))
        .hasStatus(502)
        .hasCode("upstream-reset");
    assertThat(legacy).received(1);
  }

  @Test
  void aPostThatWasAnsweredWithAFailureIsNeverSentTwice(ProxyHarness proxy) {
    RawUpstream legacy = answeringFirst(proxy, BUSY.formatted(""));
    proxy.forwardingTo(legacy, "retry: 10");

    assertThat(proxy.post("/", "x")).hasStatus(503).hasBody("busy");
    assertThat(legacy).received(1);
  }

  @Test
  void aPostWithAnIdempotencyKeyIsSentOnceMoreWhereItsRouteSaysSo(ProxyHarness proxy) {
    RawUpstream legacy = breakingOnce(proxy);
    proxy.forwardingTo(legacy, "", "retry: { idempotency-key: true }");

    assertThat(proxy.post("/", "x", "Idempotency-Key: \"7\"")).hasStatus(200);
    assertThat(legacy).received(2);
  }

  @Test
  void anIdempotencyKeyMeansNothingWhereNobodySaysSo(ProxyHarness proxy) {
    RawUpstream legacy = breakingOnce(proxy);
    proxy.forwardingTo(legacy);

    assertThat(proxy.post("/", "x", "Idempotency-Key: \"7\"")).hasStatus(502);
    assertThat(legacy).received(1);
  }

  @Test
  void aPostThatNeverLeftGoesToAnotherEndpoint(ProxyHarness proxy) {
    proxy.deadUpstream("dead");
    RawUpstream legacy = proxy.answering("legacy", OK);
    bothEndpoints(proxy, "dead", "legacy");

    for (int i = 0; i < 20; i++) {
      assertThat(proxy.post("/", "x")).hasStatus(200);
    }
    assertThat(legacy).received(20);
  }

  @Test
  void anotherEndpointIsAskedFirst(ProxyHarness proxy) {
    proxy.rawUpstream("ill", RawUpstream.Connection::request);
    RawUpstream legacy = proxy.answering("legacy", OK);
    bothEndpoints(proxy, "ill", "legacy");

    for (int i = 0; i < 20; i++) {
      assertThat(proxy.get("/")).hasStatus(200);
    }
    assertThat(legacy).received(20);
  }

  @Test
  void anAnswerThatDoesNotComeInTimeIsAskedForOnAnotherEndpoint(ProxyHarness proxy) {
    proxy.rawUpstream("silent", connection -> connection.socket().awaitEnd());
    proxy.answering("well", OK);
    proxy.rules(
        """
        version: 1
        upstreams:
          shop:
            endpoints: ["${silent}", "${well}"]
            balance: round-robin
            timeout: { response: 200ms }
        routes: [{ match: /**, to: shop }]
        """);

    assertThat(proxy.get("/")).hasStatus(200);
    assertThat(proxy.get("/")).hasStatus(200);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_retries_total")).isEqualTo(1);
  }

  @Test
  void theOnlyEndpointIsNotAskedAgainForWhatItDidNotAnswerInTime(ProxyHarness proxy) {
    RawUpstream silent =
        proxy.rawUpstream(
            "silent",
            connection -> {
              connection.request();
              connection.socket().awaitEnd();
            });
    proxy.forwardingTo(silent, "timeout: { response: 200ms }");

    assertThat(proxy.get("/")).hasStatus(504).hasCode("response-timeout");
    assertThat(silent).received(1);
  }

  @Test
  void whatNoEndpointHasSeenNeedsNoBudget(ProxyHarness proxy) throws Exception {
    int clients = 20;
    var all = new java.util.concurrent.CountDownLatch(clients);
    proxy.deadUpstream("dead");
    proxy.rawUpstream(
        "well",
        connection -> {
          connection.request();
          all.countDown();
          assertThat(all.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
          connection.send(OK);
        });
    proxy.rules(
        """
        version: 1
        upstreams:
          shop:
            endpoints: ["${dead}", "${well}"]
            balance: round-robin
            ejection: { enabled: false }
            breaker: { enabled: false }
        routes: [{ match: /**, to: shop }]
        """);

    try (var tasks = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          java.util.stream.IntStream.range(0, clients)
              .mapToObj(_ -> tasks.submit(() -> proxy.get("/")))
              .toList();
      for (var answer : answers) {
        assertThat(answer.get()).hasStatus(200);
      }
    }
  }

  private static void bothEndpoints(ProxyHarness proxy, String one, String other) {
    proxy.rules(
        """
        version: 1
        upstreams: { shop: { endpoints: ["${%s}", "${%s}"] } }
        routes: [{ match: /**, to: shop }]
        """
            .formatted(one, other));
  }

  @Test
  void aBodyThatStreamedIsSentAgainFromItsBeginning(ProxyHarness proxy) throws Exception {
    var broke = new CountDownLatch(1);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              if (connection.number() == 1) {
                connection.head();
                connection.socket().read(1_000);
                connection.socket().reset();
                broke.countDown();
              } else {
                connection.request();
                connection.send(OK);
              }
            });
    proxy.forwardingTo(legacy);
    byte[] body = "0123456789".repeat(3_000).getBytes();
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("PUT", "/", body.length)).send(body, 1_000);
      broke.await();
      legacy.connection(2);
      client.send(java.util.Arrays.copyOfRange(body, 1_000, body.length));
      assertThat(client.readAnswer()).hasStatus(200);
    }
    assertThat(legacy).receivedBody(body);
  }

  @Test
  void aBodyOfMoreThan64KiBIsNotKept(ProxyHarness proxy) throws Exception {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.head();
              connection.socket().read(100_000);
              connection.socket().reset();
            });
    proxy.forwardingTo(legacy);

    assertThat(proxy.exchange("PUT", "/", new byte[100_000]))
        .hasStatus(502)
        .hasCode("upstream-reset");
    assertThat(legacy.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void anAnswerThatSaysLaterIsAskedForOnceMore(int status, ProxyHarness proxy) {
    RawUpstream legacy =
        answeringFirst(proxy, BUSY.formatted("").replace("503", String.valueOf(status)));
    proxy.forwardingTo(legacy);

    assertThat(proxy.get("/")).hasStatus(200).hasBody("ok");
    assertThat(legacy).received(2);
    assertThat(legacy.connections()).isEqualTo(1);
  }

  @Test
  void theLastAnswerPassesWhenItIsNoBetter(ProxyHarness proxy) {
    RawUpstream legacy = proxy.answering("legacy", BUSY.formatted("Retry-After: 0\r\n"));
    proxy.forwardingTo(legacy, "retry: 2");

    assertThat(proxy.get("/")).hasStatus(503).hasBody("busy").hasHeader("Retry-After", "0");
    assertThat(legacy).received(3);
  }

  @Test
  void nothingIsRetriedWhereTheRouteSaysZero(ProxyHarness proxy) {
    RawUpstream legacy = answeringFirst(proxy, BUSY.formatted(""));
    proxy.forwardingTo(legacy, "retry: 3", "retry: 0");

    assertThat(proxy.get("/")).hasStatus(503);
    assertThat(legacy).received(1);
  }

  @Test
  void retryAfterIsWaitedForWithinTheDeadline(ProxyHarness proxy) {
    RawUpstream legacy = answeringFirst(proxy, BUSY.formatted("Retry-After: 1\r\n"));
    proxy.forwardingTo(legacy, "", "deadline: 5s");

    long before = System.nanoTime();
    assertThat(proxy.get("/")).hasStatus(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
    assertThat(legacy).received(2);
  }

  @Test
  void retryAfterBeyondTheDeadlineIsLeftToTheClient(ProxyHarness proxy) {
    RawUpstream legacy = answeringFirst(proxy, BUSY.formatted("Retry-After: 5\r\n"));
    proxy.forwardingTo(legacy, "", "deadline: 3s");

    long before = System.nanoTime();
    assertThat(proxy.get("/")).hasStatus(503).hasHeader("Retry-After", "5");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    assertThat(legacy).received(1);
  }

  @Test
  void aThousandFailuresAreNotTwoThousandRequests(ProxyHarness proxy) throws Exception {
    int clients = 60;
    var arrived = new CountDownLatch(clients);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              arrived.countDown();
              arrived.await(10, TimeUnit.SECONDS);
            });
    proxy.forwardingTo(legacy, "breaker: { enabled: false }");

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Message>>();
      for (int i = 0; i < clients; i++) {
        answers.add(threads.submit(() -> proxy.get("/")));
      }
      for (Future<Message> answer : answers) {
        assertThat(answer.get()).hasStatus(502);
      }
    }
    assertThat(legacy.received().size()).isBetween(clients + 1, clients + clients / 5);
  }

  @Test
  void aStaleConnectionIsReplacedEvenWhereNothingIsRetried(ProxyHarness proxy) throws IOException {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send(OK);
              connection.request();
              if (connection.number() > 1) {
                connection.send(OK);
              }
            });
    proxy.forwardingTo(legacy, "retry: 0");

    assertThat(proxy.get("/")).hasStatus(200);
    assertThat(proxy.get("/")).hasStatus(200);
    assertThat(legacy.connections()).isEqualTo(2);
  }
}
