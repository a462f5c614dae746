package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.H2Peer;
import dev.figleaf.proxy.harness.Http2Socket;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transforms where something fails, where another side answers, and over HTTP/2. */
@ProxyTest
class TransformBoundaryTest {
  private static final String JSON = "Content-Type: application/json";
  private static final String OLD = "{\"title\":\"cup\"}";
  private static final String NEW = "{\"name\":\"cup\"}";

  /** Clients and the monolith say {@code title}, the new service says {@code name}. */
  private static final String TRANSFORM =
      """
      max-body: 256KiB
      request: { body: '{ "name": title }' }
      response: { body: '{ "title": name }', status: { 201: 200 } }
      """;

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), body);
  }

  private static void seam(ProxyHarness proxy, String settings, String route) {
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, fresh: { url: "${fresh}", retry: 0 } }
        seams: { items: { from: old, to: fresh, cohort: none, %s } }
        routes:
          - match: /**
            seam: items
        %s    transform:
        %s
        """
            .formatted(
                settings, route.isEmpty() ? "" : route.indent(4), TRANSFORM.strip().indent(6)));
  }

  private static void fresh(ProxyHarness proxy, String upstream, String route) {
    proxy.rules(
        """
        version: 1
        upstreams: { fresh: { url: "${fresh}" %s } }
        routes:
          - match: /**
            to: fresh
        %s    transform:
        %s
        """
            .formatted(
                upstream, route.isEmpty() ? "" : route.indent(4), TRANSFORM.strip().indent(6)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // --- sides

  @ParameterizedTest
  @CsvSource({"0%, old", "100%, fresh"})
  void onASeamOnlyTheNewSideHasAnotherModel(String weight, String by, ProxyHarness proxy) {
    RawUpstream old = proxy.answering("old", ok(OLD));
    RawUpstream fresh = proxy.answering("fresh", ok(NEW));
    seam(proxy, "weight: " + weight, "");

    assertThat(proxy.post("/items", OLD, JSON)).hasStatus(200).hasBody(OLD);
    assertThat(by.equals("old") ? old : fresh)
        .receivedOnly(one -> one.hasBody(by.equals("old") ? OLD : NEW));
  }

  @Test
  void aRescueSendsWhatTheClientSent(ProxyHarness proxy) {
    RawUpstream old = proxy.answering("old", ok(OLD));
    proxy.deadUpstream("fresh");
    seam(proxy, "weight: 100%, rescue: safe-or-unsent", "");

    assertThat(proxy.post("/items", OLD, JSON, "Expect: 100-continue"))
        .hasStatus(200)
        .hasBody(OLD)
        .hasHeader("X-Figleaf-Rescued", "1");
    assertThat(old).receivedOnly(one -> one.hasBody(OLD).hasNoHeader("Expect"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"x":1}          | answer-not-transformed
          <h1>             | answer-not-json
          """)
  void anAnswerThatCannotBeChangedIsRescued(String body, String code, ProxyHarness proxy) {
    RawUpstream old = proxy.answering("old", ok(OLD));
    proxy.answering("fresh", ok(body));
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, fresh: { url: "${fresh}", retry: 0 } }
        seams: { items: { from: old, to: fresh, cohort: none, weight: 100% } }
        routes:
          - match: /**
            seam: items
            transform: { max-body: 1KiB, response: { body: name } }
        """);

    assertThat(proxy.get("/items/1"))
        .hasStatus(200)
        .hasBody(OLD)
        .hasHeader("X-Figleaf-Rescued", "1");
    assertThat(proxy.post("/items", OLD, JSON)).hasStatus(502).hasCode(code);
    assertThat(old).received(1);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_rescued_total", "seam=\"items\"")).isEqualTo(1);
  }

  @Test
  void aRequestThatCannotBeChangedNeverLeftAndIsRescuedAsSuch(ProxyHarness proxy) {
    RawUpstream old = proxy.answering("old", ok(OLD));
    RawUpstream fresh = proxy.answering("fresh", ok(NEW));
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, fresh: { url: "${fresh}", retry: 0 } }
        seams:
          items: { from: old, to: fresh, cohort: none, weight: 100%, rescue: safe-or-unsent }
        routes:
          - match: /**
            seam: items
            transform: { max-body: 1KiB, request: { body: '{ "n": $number(title) }' } }
        """);

    assertThat(proxy.post("/items", OLD, JSON)).hasStatus(200).hasBody(OLD);
    assertThat(old).receivedOnly(one -> one.hasBody(OLD));
    assertThat(fresh).receivedNothing();
  }

  @Test
  void aFixedAnswerStandsInForOneThatCannotBeChanged(ProxyHarness proxy) {
    proxy.answering("fresh", ok("<h1>"));
    fresh(proxy, "", "fallback: { status: 200, json: [] }");

    assertThat(proxy.get("/items/1")).hasStatus(200).hasBody("[]");
  }

  @Test
  void aSplitMayNameTheUpstreamThatHasAnotherModel(ProxyHarness proxy) {
    RawUpstream old = proxy.answering("old", ok(OLD));
    RawUpstream fresh = proxy.answering("fresh", ok(NEW));
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, fresh: { url: "${fresh}" } }
        routes:
          - match: /**
            split: { old: 50, fresh: 50 }
            transform:
              for: fresh
              max-body: 1KiB
              request: { body: '{ "name": title }' }
              response: { body: '{ "title": name }' }
        """);

    for (int i = 0; i < 40; i++) {
      assertThat(proxy.post("/items", OLD, JSON)).hasBody(OLD);
    }
    assertThat(old.received()).isNotEmpty().allSatisfy(one -> assertThat(one).hasBody(OLD));
    assertThat(fresh.received()).isNotEmpty().allSatisfy(one -> assertThat(one).hasBody(NEW));
  }

  @Test
  void theCopyOfAShadowIsChangedAsTheOriginalWouldBe(ProxyHarness proxy) {
    proxy.answering("old", ok(OLD));
    RawUpstream fresh = proxy.answering("fresh", ok(NEW));
    seam(proxy, "weight: 0%, shadow: { methods: [POST], compare: { noise: off } }", "");

    assertThat(proxy.post("/items", OLD, JSON)).hasBody(OLD);
    await().until(() -> !fresh.received().isEmpty());
    assertThat(fresh.received().getFirst()).hasBody(NEW).hasHeader("X-Figleaf-Shadow", "true");
    await().until(() -> proxy.metric("figleaf_shadow_pairs_total", "finding=\"equal\"") == 1);
  }

  @Test
  void aCacheKeepsWhatClientsGet(ProxyHarness proxy) {
    RawUpstream fresh =
        proxy.answering("fresh", ok(NEW).replace("200 OK", "200 OK\r\nETag: \"a\""));
    fresh(proxy, "", "cache: 1m");

    assertThat(proxy.get("/items/1")).hasBody(OLD).hasHeader("ETag", "W/\"a\"");
    assertThat(proxy.get("/items/1")).hasBody(OLD).header("Cache-Status").contains("hit");
    assertThat(proxy.get("/items/1", "If-None-Match: W/\"a\"")).hasStatus(304);
    assertThat(fresh).received(1);
  }

  // --- what fails midway

  @Test
  void anAnswerThatBreaksOffIsAskedForAgainBecauseNothingHasLeft(ProxyHarness proxy) {
    RawUpstream fresh =
        proxy.rawUpstream(
            "fresh",
            connection -> {
              connection.request();
              if (connection.number() == 1) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"na").reset();
              } else {
                connection.send(ok(NEW));
              }
            });
    fresh(proxy, "", "");

    assertThat(proxy.get("/items/1")).hasStatus(200).hasBody(OLD);
    assertThat(fresh).received(2);
  }

  @ParameterizedTest
  @CsvSource({"close", "reset"})
  void anAnswerThatBreaksOffIsAWholeProblem(String how, ProxyHarness proxy) {
    proxy.rawUpstream(
        "fresh",
        connection -> {
          connection.request();
          connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"n\r\n");
          if (how.equals("reset")) {
            connection.socket().reset();
          }
        });
    fresh(proxy, ", retry: 0", "");

    assertThat(proxy.get("/items/1")).hasStatus(502).hasCode("upstream-reset");
  }

  @Test
  void anAnswerThatStopsIsTheUpstreamsFault(ProxyHarness proxy) {
    var done = new CountDownLatch(1);
    proxy.rawUpstream(
        "fresh",
        connection -> {
          connection.request();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"na");
          done.await(10, TimeUnit.SECONDS);
        });
    fresh(proxy, ", retry: 0, timeout: { idle: 100ms }", "");

    assertThat(proxy.get("/items/1")).hasStatus(504).hasCode("upstream-idle");
    done.countDown();
  }

  @Test
  void theDeadlineHoldsUntilTheAnswerIsWhole(ProxyHarness proxy) {
    var done = new CountDownLatch(1);
    proxy.rawUpstream(
        "fresh",
        connection -> {
          connection.request();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"na");
          done.await(10, TimeUnit.SECONDS);
        });
    fresh(proxy, "", "deadline: 200ms");

    assertThat(proxy.get("/items/1")).hasStatus(504).hasCode("deadline-exceeded");
    done.countDown();
  }

  @Test
  void aClientThatStopsInItsBodyNeverReachesTheUpstream(ProxyHarness proxy) throws Exception {
    RawUpstream fresh = proxy.answering("fresh", ok(NEW));
    fresh(proxy, ", timeout: { idle: 100ms }", "");

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/items", 100, JSON)).send("{\"ti");
      assertThat(client.readAnswer()).hasStatus(408).hasCode("client-idle");
    }
    assertThat(fresh).receivedNothing();
  }

  @Test
  void aClientThatLeavesInItsBodyLeavesNothingBehind(ProxyHarness proxy) throws Exception {
    RawUpstream fresh = proxy.answering("fresh", ok(NEW));
    fresh(proxy, "", "");

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/items", 100, JSON)).send("{\"ti");
    }
    await().until(() -> proxy.metric("figleaf_requests_total", "code=\"client-gone\"") == 1);
    assertThat(fresh).receivedNothing();
  }

  @Test
  void aClientThatLeavesWhileTheAnswerIsReadEndsTheUpstreamsConnection(ProxyHarness proxy)
      throws Exception {
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    proxy.rawUpstream(
        "fresh",
        connection -> {
          connection.request();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"na");
          begun.countDown();
          connection.socket().awaitEnd();
          ended.countDown();
        });
    fresh(proxy, "", "");

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/items/1", -1));
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aClientThatLeavesALargeAnswerLeavesNothingBehind(ProxyHarness proxy) throws Exception {
    proxy.answering("fresh", ok("{\"name\":\"" + "x".repeat(250_000) + "\"}"));
    fresh(proxy, "", "");

    try (RawSocket client = proxy.connectSlowly(4_096)) {
      client.send(proxy.headOf("GET", "/items/1", -1)).readHead();
    }
    proxy.awaitQuiet();
  }

  @Test
  void aClientThatTakesNoneOfALargeAnswerLosesTheRest(ProxyHarness proxy) throws Exception {
    proxy.answering("fresh", ok("{\"name\":\"" + "x".repeat(10_000_000) + "\"}"));
    proxy.rules(
        """
        version: 1
        upstreams: { fresh: { url: "${fresh}", timeout: { idle: 300ms } } }
        routes:
          - match: /**
            to: fresh
            transform: { max-body: 16MiB, response: { body: '{ "title": name }' } }
        """);

    try (RawSocket client = proxy.connectSlowly(4_096)) {
      client.send(proxy.headOf("GET", "/items/1", -1)).readHead();
      await().until(() -> proxy.metric("figleaf_requests_total", "code=\"client-idle\"") == 1);
    }
  }

  @Test
  void trailersOfTransformedMessagesAreLeftOut(ProxyHarness proxy) throws Exception {
    RawUpstream fresh =
        proxy.answering(
            "fresh",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n"
                + NEW
                + "\r\n0\r\nX-Sum: 1\r\n\r\n");
    fresh(proxy, "", "");

    try (RawSocket client = proxy.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: shop\r\nTE: trailers\r\nConnection: TE\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
      client.sendChunk(utf8(OLD)).send("0\r\nX-Sum: 2\r\n\r\n");
      Message answer = client.readAnswer();
      assertThat(answer).hasBody(OLD).hasNoHeader("Transfer-Encoding");
      assertThat(answer.trailers()).isEmpty();
    }
    assertThat(fresh)
        .receivedOnly(
            one -> one.hasBody(NEW).satisfies(sent -> assertThat(sent.trailers()).isEmpty()));
  }

  @Test
  void aBreakerCountsWhatTheUpstreamSaidNotWhatBecameOfIt(ProxyHarness proxy) {
    RawUpstream fresh = proxy.answering("fresh", ok("<h1>"));
    fresh(proxy, ", breaker: { minimum-calls: 2, failure-rate: 50%, open-for: 1m }", "");

    for (int i = 0; i < 6; i++) {
      assertThat(proxy.get("/items/1")).hasStatus(502).hasCode("answer-not-json");
    }
    assertThat(fresh).received(6);
  }

  @Test
  void anAnswerThatComesBeforeTheRequestIsWholeCostsTheClientItsConnection(ProxyHarness proxy)
      throws Exception {
    proxy.rawUpstream(
        "fresh",
        connection -> {
          connection.head();
          connection.send(ok(NEW));
          connection.socket().awaitEnd();
        });
    proxy.rules(
        """
        version: 1
        upstreams: { fresh: { url: "${fresh}", retry: 0 } }
        routes:
          - match: /**
            to: fresh
            transform: { max-body: 1KiB, response: { body: '{ "title": name }' } }
        """);

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/items", 100_000)).send(new byte[80_000]);
      assertThat(client.readAnswer()).hasStatus(200).hasBody(OLD).hasHeader("Connection", "close");
    }
  }

  @Test
  void whateverBecomesOfBodiesTheirMemoryIsGivenBack(ProxyHarness proxy) throws Exception {
    String large = "{\"name\":\"" + "x".repeat(9_000_000) + "\"}";
    proxy.rawUpstream(
        "fresh",
        connection ->
            connection.forEachRequest(
                (request, socket) -> {
                  if (request.target().equals("/breaks")) {
                    socket.send(ok(large).substring(0, 8_500_000)).reset();
                  } else {
                    socket.send(ok(large));
                  }
                }));
    proxy.rules(
        """
        version: 1
        upstreams: { fresh: { url: "${fresh}", retry: 0 } }
        routes:
          - match: /**
            to: fresh
            transform:
              max-body: 12MiB
              request: { body: '$exists($query.fails) ? $number(name) : { "n": 1 }' }
              response: { body: '$exists($query.bad) ? missing : { "n": 1 }' }
        """);

    for (int i = 0; i < 8; i++) {
      assertThat(proxy.get("/?bad=1")).hasCode("answer-not-transformed");
      assertThat(proxy.post("/?fails=1", large, JSON)).hasCode("body-not-transformed");
      assertThat(proxy.get("/breaks")).hasCode("upstream-reset");
      try (RawSocket client = proxy.connect()) {
        client.send(proxy.headOf("POST", "/", large.length(), JSON));
        client.send(utf8(large.substring(0, 8_500_000))).reset();
      }
      assertThat(proxy.post("/", large, JSON)).hasStatus(200).hasBody("{\"n\":1}");
    }
  }

  // --- HTTP/2

  @Test
  void anUpstreamThatSpeaksHttp2GetsAndGivesTheSame(ProxyHarness proxy) throws Exception {
    BlockingQueue<H2Peer.Request> seen = new LinkedBlockingQueue<>();
    proxy.rawUpstream(
        "fresh",
        connection -> {
          H2Peer peer = H2Peer.accept(connection.socket());
          while (true) {
            H2Peer.Request request = peer.request();
            seen.add(request);
            peer.headers(request.stream(), false, ":status", "201", "etag", "\"a\"")
                .data(request.stream(), false, NEW.substring(0, 5))
                .data(request.stream(), false, NEW.substring(5))
                .headers(request.stream(), true, "x-sum", "1");
          }
        });
    fresh(proxy, ", protocol: h2c", "");

    for (int i = 0; i < 2; i++) {
      assertThat(proxy.post("/items", OLD, JSON))
          .hasStatus(200)
          .hasBody(OLD)
          .hasHeader("ETag", "W/\"a\"")
          .hasHeader("Content-Length", "" + OLD.length());
      H2Peer.Request request = seen.take();
      assertThat(request.text()).isEqualTo(NEW);
      assertThat(request.header("content-length")).isEqualTo("" + NEW.length());
      assertThat(request.header("accept-encoding")).isEqualTo("identity");
    }
  }

  @Test
  void overHttp2BodiesAreChangedAlike(ProxyHarness proxy) throws Exception {
    RawUpstream fresh = proxy.answering("fresh", ok(NEW).replace("200 OK", "201 Created"));
    proxy.withH2c();
    fresh(proxy, "", "");

    try (Http2Socket client = proxy.http2()) {
      client.request(1, false, "POST", "/items", "content-type", "application/json");
      client.data(1, OLD.substring(0, 4), false).data(1, OLD.substring(4), true);
      Http2Socket.Answer answer = client.answer(1);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo(OLD);
      assertThat(answer.header("content-length")).isEqualTo("" + OLD.length());

      client.get(3, "/items/1", "content-type", "text/plain");
      assertThat(client.answer(3).text()).isEqualTo(OLD);

      client.request(5, false, "POST", "/items", "content-type", "text/plain").data(5, "x", true);
      assertThat(client.answer(5).status()).isEqualTo(415);
    }
    assertThat(fresh.received()).extracting(Message::text).containsExactly(NEW, "");
  }

  @Test
  void overHttp2AStreamThatIsResetInItsBodyLeavesNothingBehind(ProxyHarness proxy)
      throws Exception {
    RawUpstream fresh = proxy.answering("fresh", ok(NEW));
    proxy.withH2c();
    fresh(proxy, "", "");

    try (Http2Socket client = proxy.http2()) {
      client.request(1, false, "POST", "/items", "content-type", "application/json");
      client.data(1, "{", false).reset(1, 8);
      await().until(() -> proxy.metric("figleaf_requests_total", "code=\"client-gone\"") == 1);
    }
    assertThat(fresh).receivedNothing();
  }

  @Test
  void overHttp2ALargeAnswerFollowsTheWindow(ProxyHarness proxy) throws Exception {
    String large = "x".repeat(200_000);
    proxy.answering("fresh", ok("{\"name\":\"" + large + "\"}"));
    proxy.withH2c();
    fresh(proxy, "", "");

    try (Http2Socket client = proxy.http2()) {
      client.get(1, "/items/1");
      assertThat(client.answer(1).text()).isEqualTo("{\"title\":\"" + large + "\"}");
    }
  }
}
