package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is kept and stale is asked for again, or given all the same where it may be. */
@ProxyTest
class CacheStaleTest {
  /** Stale when it comes: no test waits for time to pass. */
  private static final String STALE = "Age: 60\r\nCache-Control: max-age=60%s\r\nETag: \"%s\"\r\n";

  private static String answer(String status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\n"
        + headers
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String stale(String directives, String etag, String body) {
    return answer("200 OK", STALE.formatted(directives, etag), body);
  }

  /** An upstream that gives these answers, one after the other, and then the last one for ever. */
  private static RawUpstream answering(ProxyHarness proxy, String... answers) {
    Deque<String> left = new ArrayDeque<>(List.of(answers));
    return proxy.rawUpstream(
        "legacy",
        connection ->
            connection.forEachRequest(
                (_, socket) -> {
                  synchronized (left) {
                    socket.send(left.size() > 1 ? left.removeFirst() : left.getFirst());
                  }
                }));
  }

  @Test
  void aStaleAnswerThatIsGoodStillIsGivenAgain(ProxyHarness proxy) {
    RawUpstream legacy =
        answering(
            proxy,
            stale("", "v1", "one"),
            "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\nX-New: 1\r\n\r\n");
    proxy.forwardingTo(legacy, "", "cache: {}");
    proxy.get("/a");

    assertThat(proxy.get("/a"))
        .hasStatus(200)
        .hasBody("one")
        .hasHeader("X-New", "1")
        .hasHeader("Cache-Status", "figleaf; fwd=stale; fwd-status=304");
    assertThat(legacy.received().get(1)).hasHeader("If-None-Match", "\"v1\"");
    assertThat(proxy.get("/a")).hasBody("one").header("Cache-Status").startsWith("figleaf; hit");
    assertThat(legacy).received(2);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_cache_requests_total", "result=\"revalidated\"")).isEqualTo(1);
  }

  @Test
  void aWordAboutAnotherAnswerLeavesNothingOfTheOldOne(ProxyHarness proxy) {
    RawUpstream legacy =
        answering(
            proxy,
            stale("", "v1", "one"),
            "HTTP/1.1 304 Not Modified\r\nETag: \"v2\"\r\nCache-Control: max-age=60\r\n\r\n",
            answer("200 OK", "ETag: \"v2\"\r\nCache-Control: max-age=60\r\n", "two"));
    proxy.forwardingTo(legacy, "", "cache: {}");
    proxy.get("/a");

    assertThat(proxy.get("/a"))
        .hasStatus(200)
        .hasBody("two")
        .hasHeader("Cache-Status", "figleaf; fwd=stale; stored");
    assertThat(legacy.received().get(2).head().has("If-None-Match")).isFalse();
    assertThat(proxy.get("/a")).hasBody("two").header("Cache-Status").startsWith("figleaf; hit");
    assertThat(legacy).received(3);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_cache_requests_total", "result=\"revalidated\"")).isZero();
  }

  @Test
  void aWordAboutAnotherAnswerBehindAClientThrowsTheOldOneAway(ProxyHarness proxy) {
    RawUpstream legacy =
        answering(
            proxy,
            stale(", stale-while-revalidate=60", "v1", "one"),
            "HTTP/1.1 304 Not Modified\r\nETag: \"v2\"\r\n\r\n",
            answer("200 OK", "ETag: \"v2\"\r\nCache-Control: max-age=60\r\n", "two"));
    proxy.forwardingTo(legacy, "", "cache: {}");
    proxy.get("/a");

    assertThat(proxy.get("/a")).hasBody("one");
    await().until(() -> proxy.metric("figleaf_cache_entries") == 0);
    assertThat(proxy.get("/a")).hasBody("two");
  }

  @Test
  void aClientThatHasTheOldAnswerGetsA304WhenItIsGoodStill(ProxyHarness proxy) {
    RawUpstream legacy =
        answering(
            proxy, stale("", "v1", "one"), "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n");
    proxy.forwardingTo(legacy, "", "cache: {}");
    proxy.get("/a");

    assertThat(proxy.get("/a", "If-None-Match: \"v1\"")).hasStatus(304);
    assertThat(proxy.exchange("HEAD", "/a", null)).hasStatus(200).hasHeader("Content-Length", "3");
  }

  @Test
  void aStaleAnswerThatChangedIsReplaced(ProxyHarness proxy) {
    RawUpstream legacy =
        answering(
            proxy,
            stale("", "v1", "one"),
            answer("200 OK", "Cache-Control: max-age=60\r\nETag: \"v2\"\r\n", "two"));
    proxy.forwardingTo(legacy, "", "cache: {}");
    proxy.get("/a");

    assertThat(proxy.get("/a"))
        .hasBody("two")
        .hasHeader("Cache-Status", "figleaf; fwd=stale; stored");
    assertThat(proxy.get("/a")).hasBody("two").header("Cache-Status").startsWith("figleaf; hit");
    assertThat(legacy).received(2);
  }

  @Test
  void anAnswerThatMayNotBeKeptAnyMoreThrowsTheOldOneAway(ProxyHarness proxy) {
    RawUpstream legacy =
        answering(
            proxy,
            stale(", stale-if-error=60", "v1", "one"),
            answer("200 OK", "Cache-Control: private\r\n", "mine"),
            answer("500 Internal Server Error", "", "sorry"));
    proxy.forwardingTo(legacy, "retry: 0", "cache: {}");
    proxy.get("/a");
    assertThat(proxy.get("/a")).hasBody("mine");

    assertThat(proxy.get("/a")).hasStatus(500).hasBody("sorry");
  }

  @Test
  void aStaleAnswerStandsInForAnError(ProxyHarness proxy) {
    RawUpstream legacy =
        answering(
            proxy, stale("", "v1", "one"), answer("503 Service Unavailable", "", "x".repeat(100)));
    proxy.forwardingTo(legacy, "retry: 0", "cache: { stale-if-error: 1m }");
    proxy.get("/a");

    assertThat(proxy.get("/a"))
        .hasStatus(200)
        .hasBody("one")
        .hasHeader("Cache-Status", "figleaf; fwd=stale; fwd-status=503");
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_cache_requests_total", "result=\"stale-error\"")).isEqualTo(1);
    assertThat(
            proxy.metric("figleaf_requests_total", "status_class=\"5xx\"", "code=\"bad-status\""))
        .isEqualTo(1);
  }

  @Test
  void anEndlessErrorIsBrokenOffAndTheStaleAnswerGiven(ProxyHarness proxy) {
    var count = new AtomicInteger();
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (_, socket) -> {
                      if (count.incrementAndGet() == 1) {
                        socket.send(stale("", "v1", "one"));
                        return;
                      }
                      socket.send("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n");
                      while (true) {
                        socket.sendChunk(new byte[10_000]);
                      }
                    }));
    proxy.forwardingTo(legacy, "retry: 0", "cache: { stale-if-error: 1m }");
    proxy.get("/a");

    assertThat(proxy.get("/a")).hasStatus(200).hasBody("one");
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"bad-status\"")).isEqualTo(1);
  }

  @Test
  void aStaleAnswerStandsInForADeadUpstream(ProxyHarness proxy) throws Exception {
    RawUpstream legacy = answering(proxy, stale("", "v1", "one"));
    proxy.forwardingTo(
        legacy, "retry: 0", "cache: { stale-if-error: 1m }, fallback: { status: 200, body: dull }");
    proxy.get("/a");
    legacy.close();
    proxy.awaitQuiet();

    assertThat(proxy.get("/a"))
        .hasStatus(200)
        .hasBody("one")
        .hasHeader("Cache-Status", "figleaf; fwd=stale");
    assertThat(proxy.get("/b")).hasBody("dull");
    proxy.saidInLog("breaker");
  }

  @Test
  void whatMustBeAskedForIsNeverGivenForAnError(ProxyHarness proxy) {
    RawUpstream legacy =
        answering(
            proxy,
            stale(", must-revalidate", "v1", "one"),
            answer("500 Internal Server Error", "", "sorry"));
    proxy.forwardingTo(legacy, "retry: 0", "cache: { stale-if-error: 1m }");
    proxy.get("/a");

    assertThat(proxy.get("/a")).hasStatus(500).hasBody("sorry");
  }

  @Test
  void aStaleAnswerIsGivenWhileTheUpstreamIsAskedOnce(ProxyHarness proxy) throws Exception {
    var asked = new AtomicInteger();
    var released = new CountDownLatch(1);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (_, socket) -> {
                      if (asked.incrementAndGet() == 1) {
                        socket.send(stale("", "v1", "one"));
                        return;
                      }
                      released.await(10, TimeUnit.SECONDS);
                      socket.send(answer("200 OK", "Cache-Control: max-age=60\r\n", "two"));
                    }));
    proxy.forwardingTo(legacy, "", "cache: { stale-while-revalidate: 1m }");
    proxy.get("/a");

    for (int i = 0; i < 10; i++) {
      assertThat(proxy.get("/a")).hasBody("one").header("Cache-Status").contains("hit; ttl=-");
    }
    await().untilAsserted(() -> assertThat(legacy).received(2));
    released.countDown();
    await().untilAsserted(() -> assertThat(proxy.get("/a")).hasBody("two"));
    assertThat(legacy).received(2);
    assertThat(proxy.metric("figleaf_cache_refreshes_total")).isEqualTo(1);
  }

  @Test
  void aRefreshThatFailsLeavesTheStaleAnswer(ProxyHarness proxy) throws Exception {
    RawUpstream legacy = answering(proxy, stale("", "v1", "one"));
    proxy.forwardingTo(legacy, "retry: 0", "cache: { stale-while-revalidate: 1m }");
    proxy.get("/a");
    legacy.close();

    for (int i = 0; i < 5; i++) {
      assertThat(proxy.get("/a")).hasStatus(200).hasBody("one");
      proxy.awaitQuiet();
    }
    proxy.saidInLog("breaker");
  }

  @Test
  void aClientMayWantItNewerOrTakeItOlder(ProxyHarness proxy) {
    RawUpstream legacy =
        answering(
            proxy,
            answer("200 OK", "Age: 10\r\nCache-Control: max-age=60\r\n", "one"),
            answer("200 OK", "Age: 60\r\nCache-Control: max-age=60\r\nETag: \"2\"\r\n", "two"),
            answer("200 OK", "Cache-Control: max-age=60\r\n", "three"));
    proxy.forwardingTo(legacy, "", "cache: {}");
    assertThat(proxy.get("/a")).hasBody("one");
    assertThat(proxy.get("/a", "Cache-Control: max-age=30, min-fresh=30")).hasBody("one");
    assertThat(proxy.get("/a", "Cache-Control: max-age=5"))
        .hasBody("two")
        .hasHeader("Cache-Status", "figleaf; fwd=request; stored");
    assertThat(proxy.get("/a", "Cache-Control: max-stale=30")).hasBody("two");
    assertThat(proxy.get("/a", "Pragma: no-cache")).hasBody("three");
    assertThat(proxy.get("/a", "Cache-Control: min-fresh=90")).hasBody("three");
    assertThat(legacy).received(4);
  }
}
