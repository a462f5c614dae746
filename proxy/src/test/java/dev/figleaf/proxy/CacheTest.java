package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Bodies;
import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers are kept and given again, as a shared cache does. */
@ProxyTest
class CacheTest {
  private static final String DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

  /** An answer with these headers, whose body counts the requests that were answered. */
  private static RawUpstream counting(ProxyHarness proxy, String headers) {
    var count = new AtomicInteger();
    return proxy.rawUpstream(
        "legacy",
        connection ->
            connection.forEachRequest(
                (request, socket) -> {
                  String body = "answer " + count.incrementAndGet();
                  socket.send(
                      "HTTP/1.1 200 OK\r\n"
                          + DATE
                          + headers
                          + "Content-Length: "
                          + body.length()
                          + "\r\n\r\n"
                          + (request.method().equals("HEAD") ? "" : body));
                }));
  }

  @Test
  void anAnswerThatSaysNothingIsFreshForTheTimeOfTheRules(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "ETag: \"1\"\r\n");
    proxy.forwardingTo(legacy, "", "cache: 30s");

    assertThat(proxy.get("/a"))
        .hasBody("answer 1")
        .hasHeader("Cache-Status", "figleaf; fwd=uri-miss; stored")
        .hasNoHeader("Age");
    Message second = proxy.get("/a");
    assertThat(second).hasStatus(200).hasBody("answer 1").hasHeader("ETag", "\"1\"");
    assertThat(second).header("Age").isEqualTo("0");
    assertThat(second).header("Cache-Status").matches("figleaf; hit; ttl=(29|30)");
    assertThat(second).hasHeader("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(second).hasHeader("Content-Length", "8");
    assertThat(legacy).received(1);
    assertThat(proxy.get("/a?page=2")).hasBody("answer 2");
    assertThat(proxy.get("/a", "Host: other.example.com")).hasBody("answer 3");
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_cache_requests_total", "result=\"hit\"")).isEqualTo(1);
    assertThat(proxy.metric("figleaf_cache_requests_total", "result=\"miss\"")).isEqualTo(3);
    assertThat(proxy.metric("figleaf_cache_stored_total")).isEqualTo(3);
    assertThat(proxy.metric("figleaf_cache_entries")).isEqualTo(3);
    assertThat(proxy.metric("figleaf_cache_bytes")).isBetween(24.0, 6_000.0);
  }

  @Test
  void theLogSaysWhatTheCacheDid(ProxyHarness proxy, @TempDir Path folder) throws Exception {
    Path log = folder.resolve("access.log");
    RawUpstream legacy = counting(proxy, "");
    proxy.loggingTo(log).forwardingTo(legacy, "", "cache: 30s");

    proxy.get("/a");
    proxy.get("/a");
    proxy.exchange("DELETE", "/b", null);
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readAllLines(log))
                    .satisfiesExactly(
                        line -> assertThat(line).contains("\"cache\":\"miss\""),
                        line -> assertThat(line).contains("\"cache\":\"hit\""),
                        line -> assertThat(line).contains("\"cache\":\"bypass\"")));
  }

  @Test
  void headIsAnsweredFromWhatGetWasAnswered(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "Content-Type: text/plain\r\n");
    proxy.forwardingTo(legacy, "", "cache: 30s");

    assertThat(proxy.exchange("HEAD", "/a", null)).hasStatus(200);
    assertThat(proxy.get("/a")).hasBody("answer 2");
    assertThat(proxy.exchange("HEAD", "/a", null))
        .hasStatus(200)
        .hasHeader("Content-Length", "8")
        .hasHeader("Content-Type", "text/plain")
        .hasBody("");
    assertThat(legacy).received(2);
  }

  @Test
  void aClientThatHasItAlreadyGetsA304(ProxyHarness proxy) {
    RawUpstream legacy =
        counting(
            proxy,
            "ETag: W/\"v1\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                + "Content-Type: text/plain\r\nVary: Accept\r\n");
    proxy.forwardingTo(legacy, "", "cache: 30s");
    proxy.get("/a");

    assertThat(proxy.get("/a", "If-None-Match: \"v0\", \"v1\""))
        .hasStatus(304)
        .hasHeader("ETag", "W/\"v1\"")
        .hasHeader("Vary", "Accept")
        .hasNoHeader("Content-Type")
        .hasNoHeader("Content-Length")
        .hasBody("");
    assertThat(proxy.get("/a", "If-None-Match: \"v2\"")).hasStatus(200).hasBody("answer 1");
    assertThat(proxy.get("/a", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT")).hasStatus(304);
    assertThat(proxy.get("/a", "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT")).hasStatus(200);
    assertThat(legacy).received(1);
  }

  @Test
  void whatAsksForAPartOrOnAConditionPassesBy(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "");
    proxy.forwardingTo(legacy, "", "cache: 30s");
    proxy.get("/a");

    assertThat(proxy.get("/a", "Range: bytes=0-1"))
        .hasBody("answer 2")
        .hasHeader("Cache-Status", "figleaf; fwd=request");
    assertThat(proxy.get("/a", "If-Match: \"x\"")).hasBody("answer 3");
    assertThat(proxy.get("/a", "Cache-Control: no-store")).hasBody("answer 4");
    assertThat(proxy.get("/a")).hasBody("answer 1");
    assertThat(legacy.received().get(1)).hasHeader("Range", "bytes=0-1");
  }

  @Test
  void onlyIfCachedIsAnswered504WhereNothingIs(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "");
    proxy.forwardingTo(legacy, "", "cache: 30s");

    assertThat(proxy.get("/a", "Cache-Control: only-if-cached"))
        .hasStatus(504)
        .hasCode("not-stored");
    assertThat(legacy).receivedNothing();
    proxy.get("/a");
    assertThat(proxy.get("/a", "Cache-Control: only-if-cached")).hasBody("answer 1");
  }

  @Test
  void whatChangesSomethingThrowsAwayWhatIsKeptOnWhateverRoute(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "Content-Location: /list?all\r\n");
    proxy.rules(
        """
        version: 1
        upstreams: { legacy: { url: "${legacy}" } }
        routes:
          - { match: { path: /**, methods: [GET, HEAD] }, to: legacy, cache: 30s }
          - { match: /**, to: legacy }
        """);
    assertThat(proxy.get("/a")).hasBody("answer 1");
    assertThat(proxy.get("/list?all")).hasBody("answer 2");
    assertThat(proxy.get("/b")).hasBody("answer 3");

    assertThat(proxy.post("/a", "x")).hasBody("answer 4").hasNoHeader("Cache-Status");

    assertThat(proxy.get("/a")).hasBody("answer 5");
    assertThat(proxy.get("/list?all")).hasBody("answer 6");
    assertThat(proxy.get("/b")).hasBody("answer 3");
  }

  @Test
  void aChangeThatFailedThrowsNothingAway(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) ->
                        socket.send(
                            request.method().equals("GET")
                                ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                : "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n")));
    proxy.forwardingTo(legacy, "", "cache: 30s");
    proxy.get("/a");
    proxy.exchange("DELETE", "/a", null);

    assertThat(proxy.get("/a")).header("Cache-Status").startsWith("figleaf; hit");
  }

  @Test
  void aSetCookieIsNeverKept(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "Set-Cookie: SESSION=1\r\nCache-Control: max-age=60\r\n");
    proxy.forwardingTo(legacy, "", "cache: 30s");

    assertThat(proxy.get("/a"))
        .hasBody("answer 1")
        .hasHeader("Cache-Status", "figleaf; fwd=uri-miss");
    assertThat(proxy.get("/a")).hasBody("answer 2");
  }

  @Test
  void theRoutesOwnEditsAreSeenByTheCache(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "Cache-Control: no-store\r\n");
    proxy.forwardingTo(
        legacy, "", "cache: {}, headers: { response: { set: { Cache-Control: max-age=60 } } }");

    proxy.get("/a");
    assertThat(proxy.get("/a")).hasBody("answer 1").hasHeader("Cache-Control", "max-age=60");
  }

  @Test
  void answersAreChosenByVaryAndByTheRules(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "Vary: Accept-Encoding\r\n");
    proxy.forwardingTo(legacy, "", "cache: { ttl: 30s, vary: [Accept-Language] }");

    assertThat(proxy.get("/a", "Accept-Language: de")).hasBody("answer 1");
    assertThat(proxy.get("/a", "Accept-Language: en"))
        .hasBody("answer 2")
        .hasHeader("Cache-Status", "figleaf; fwd=vary-miss; stored");
    assertThat(proxy.get("/a", "Accept-Language: de", "Accept-Encoding: gzip")).hasBody("answer 3");
    assertThat(proxy.get("/a", "Accept-Language:  de ", "Cookie: a=1")).hasBody("answer 1");
    assertThat(proxy.get("/a", "Accept-Language: en")).hasBody("answer 2");
  }

  @Test
  void aCohortNeverSeesTheAnswerOfTheOtherSide(ProxyHarness proxy) {
    RawUpstream old = proxy.answering("old", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
    RawUpstream fresh = proxy.answering("new", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, new: { url: "${new}" } }
        seams: { catalog: { from: old, to: new, weight: 50%, cohort: [header:X-User] } }
        routes: [{ match: /**, seam: catalog, cache: 30s }]
        """);
    for (int round = 0; round < 2; round++) {
      for (int user = 0; user < 20; user++) {
        Message answer = proxy.get("/a", "X-User: " + user);
        Message other = proxy.get("/never-kept" + round + user, "X-User: " + user);
        assertThat(answer).hasBody(other.text());
      }
    }
    assertThat(old.received().stream().filter(one -> one.target().equals("/a"))).hasSize(1);
    assertThat(fresh.received().stream().filter(one -> one.target().equals("/a"))).hasSize(1);
  }

  @Test
  void aRescuedAnswerIsNotKept(ProxyHarness proxy) {
    RawUpstream old = proxy.answering("old", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
    proxy.deadUpstream("new");
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, new: { url: "${new}", retry: 0 } }
        seams: { catalog: { from: old, to: new, weight: 100%, cohort: none } }
        routes: [{ match: /**, seam: catalog, cache: 30s }]
        """);
    assertThat(proxy.get("/a")).hasBody("old").hasHeader("Cache-Status", "figleaf; fwd=uri-miss");
    assertThat(proxy.get("/a")).hasBody("old");
    assertThat(old).received(2);
  }

  @Test
  void aBodyOverItsBoundPassesAndIsNotKept(ProxyHarness proxy) {
    byte[] body = Bodies.random(300_000);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) -> {
                      socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                      socket.sendChunk(body).send("0\r\n\r\n");
                    }));
    proxy.forwardingTo(legacy, "", "cache: { ttl: 30s, max-entry: 256KiB }");

    assertThat(proxy.get("/a")).hasBody(body);
    assertThat(proxy.get("/a")).hasBody(body);
    assertThat(legacy).received(2);
    assertThat(proxy.metric("figleaf_cache_stored_total")).isZero();
  }

  @Test
  void aLargeBodyIsGivenWholeAgain(ProxyHarness proxy) {
    byte[] body = Bodies.random(900_000);
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) ->
                        socket
                            .send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .send(body)));
    proxy.forwardingTo(legacy, "", "cache: 30s");

    for (int i = 0; i < 5; i++) {
      assertThat(proxy.get("/a")).hasBody(body);
    }
    assertThat(legacy).received(1);
  }

  @Test
  void whoLeavesALargeHitLeavesNothingBehind(ProxyHarness proxy) throws Exception {
    byte[] body = new byte[1_000_000];
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) ->
                        socket
                            .send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .send(body)));
    proxy.forwardingTo(legacy, "", "cache: 30s");
    proxy.get("/a");
    try (RawSocket client = proxy.connectSlowly(4_096)) {
      client.send(proxy.headOf("GET", "/a", -1)).readHead();
      client.reset();
    }
    proxy.awaitQuiet();
    assertThat(proxy.get("/a")).hasBody(body);
    assertThat(legacy).received(1);
  }

  @Test
  void aBrokenAnswerIsNotKept(ProxyHarness proxy) {
    var count = new AtomicInteger();
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
              connection.send(count.incrementAndGet() == 1 ? "01234" : "0123456789");
            });
    proxy.forwardingTo(legacy, "retry: 0", "cache: 30s");
    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/a", -1));
      client.awaitEnd();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertThat(proxy.get("/a")).hasBody("0123456789");
    assertThat(legacy).received(2);
  }

  @Test
  void memoryStaysWithinTheBound(ProxyHarness proxy) {
    byte[] body = new byte[100_000];
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) ->
                        socket
                            .send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .send(body)));
    proxy.forwardingTo(legacy, "", "cache: { ttl: 30s, max: 1MiB }");
    for (int i = 0; i < 40; i++) {
      proxy.get("/" + i);
    }
    assertThat(proxy.metric("figleaf_cache_bytes")).isBetween(1.0, 1_048_576.0);
    await()
        .untilAsserted(
            () -> assertThat(proxy.metric("figleaf_cache_evictions_total")).isPositive());
  }

  @Test
  void allRoutesTogetherStayWithinTheBoundOfTheProcess(ProxyHarness proxy) {
    byte[] body = new byte[100_000];
    RawUpstream legacy =
        proxy.rawUpstream(
            "legacy",
            connection ->
                connection.forEachRequest(
                    (request, socket) -> {
                      int length = request.target().endsWith("/large") ? 600_000 : body.length;
                      socket
                          .send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n")
                          .send(new byte[length]);
                    }));
    proxy
        .cacheMemory(1_000_000)
        .rules(
            """
            version: 1
            upstreams: { legacy: { url: "${legacy}" } }
            routes:
              - { name: one, match: /one/**, to: legacy, cache: 30s }
              - { name: two, match: /two/**, to: legacy, cache: 30s }
            """);
    for (int i = 0; i < 15; i++) {
      proxy.get("/one/" + i);
      proxy.get("/two/" + i);
    }
    assertThat(proxy.metric("figleaf_cache_memory")).isBetween(800_000.0, 1_000_000.0);
    assertThat(proxy.metric("figleaf_cache_memory_max")).isEqualTo(1_000_000);
    assertThat(proxy.metric("figleaf_cache_bytes", "route=\"one\"")).isGreaterThan(300_000);
    assertThat(proxy.metric("figleaf_cache_bytes", "route=\"two\"")).isGreaterThan(300_000);
    assertThat(proxy.metric("figleaf_cache_evictions_total")).isPositive();
    // More than half of all there is.
    assertThat(proxy.get("/one/large")).hasHeader("Cache-Status", "figleaf; fwd=uri-miss");
    assertThat(proxy.get("/one/14")).header("Cache-Status").startsWith("figleaf; hit");
  }

  @Test
  void whatTheRulesChooseByIsToldToWhoeverKeepsItNext(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "Vary: Accept-Encoding, X-Tenant\r\n");
    proxy.forwardingTo(legacy, "", "cache: { ttl: 30s, vary: [X-Tenant, Accept-Language] }");
    String both = "Accept-Encoding, X-Tenant, accept-language";

    assertThat(proxy.get("/a")).hasBody("answer 1").hasHeader("Vary", both);
    assertThat(proxy.get("/a")).hasBody("answer 1").hasHeader("Vary", both);
    assertThat(proxy.get("/a", "Range: bytes=0-1")).hasBody("answer 2").hasHeader("Vary", both);
    assertThat(proxy.post("/a", "x"))
        .hasHeader("Vary", "Accept-Encoding, X-Tenant")
        .hasHeader("Cache-Status", "figleaf; fwd=method");
  }

  @Test
  void anAnswerThatVariesByAnythingSaysNothingElse(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "Vary: *\r\n");
    proxy.forwardingTo(legacy, "", "cache: { ttl: 30s, vary: [Accept-Language] }");

    assertThat(proxy.get("/a")).hasHeader("Vary", "*");
    assertThat(proxy.get("/a")).hasBody("answer 2");
  }

  @Test
  void whatAReloadReplacesHoldsNothing(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "");
    proxy.forwardingTo(legacy, "", "cache: 30s");
    proxy.get("/a");
    assertThat(proxy.metric("figleaf_cache_memory")).isPositive();
    proxy.forwardingTo(legacy, "", "cache: 40s");
    assertThat(proxy.metric("figleaf_cache_memory")).isZero();
  }

  @Test
  void aReloadThatLeavesTheRouteAsItWasKeepsWhatIsKept(ProxyHarness proxy) {
    RawUpstream legacy = counting(proxy, "");
    proxy.forwardingTo(legacy, "", "cache: 30s");
    assertThat(proxy.get("/a")).hasBody("answer 1");
    proxy.forwardingTo(legacy, "timeout: { response: 7s }", "cache: 30s");
    assertThat(proxy.get("/a")).hasBody("answer 1");
    proxy.forwardingTo(legacy, "", "cache: 40s");
    assertThat(proxy.get("/a")).hasBody("answer 2");
  }

  @Test
  void overHttp2AHitIsTheSame(ProxyHarness proxy) throws Exception {
    RawUpstream legacy = counting(proxy, "");
    proxy.withH2c().forwardingTo(legacy, "", "cache: 30s");
    for (int i = 0; i < 3; i++) {
      try (Http2Socket client = proxy.http2()) {
        var answer = client.get(1, "/a").answer(1);
        org.assertj.core.api.Assertions.assertThat(answer.status()).isEqualTo(200);
        org.assertj.core.api.Assertions.assertThat(answer.text()).isEqualTo("answer 1");
      }
    }
    assertThat(legacy).received(1);
  }
}
