package dev.figleaf.proxy;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.WireUpstream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that change at the boundary of an upstream with another model. */
@ProxyTest
class TransformTest {
  private static final String JSON = "Content-Type: application/json";

  /** Everything under {@code /api} goes to an upstream called orders, with this transform. */
  private static void rules(ProxyHarness proxy, String transform) {
    proxy.rules(
        """
        version: 1
        upstreams: { orders: { url: "${orders}", retry: 0 } }
        routes:
          - match: "/api/{kind}/**"
            to: orders
            headers: { response: { set: { X-By: figleaf } } }
            transform:
        %s
        """
            .formatted(transform.strip().indent(6)));
  }

  private static WireUpstream orders(ProxyHarness proxy, ResponseDefinitionBuilder answer) {
    return proxy.upstream("orders").on(any(anyUrl()).willReturn(answer));
  }

  private static WireUpstream orders(ProxyHarness proxy) {
    return orders(proxy, okJson("{\"id\":7,\"state\":\"open\"}"));
  }

  private static final String BOTH =
      """
      max-body: 64KiB
      request: { body: '{ "sku": items.id, "by": user.name }' }
      response: { body: '{ "orderId": id, "status": state }' }
      """;

  private static Message received(WireUpstream upstream) {
    assertThat(upstream).received(1);
    return upstream.received().getFirst();
  }

  // --- requests

  @Test
  void theUpstreamGetsTheBodyInItsOwnWords(ProxyHarness proxy) {
    WireUpstream orders = orders(proxy);
    rules(proxy, BOTH);

    Message answer =
        proxy.post(
            "/api/orders/",
            "{\"items\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"user\":{\"name\":\"Ada\"}}",
            "Content-Type: application/vnd.shop+json; charset=utf-8",
            "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
            "Digest: sha-256=x",
            "Content-Digest: sha-256=:x:",
            "Repr-Digest: sha-256=:x:");

    assertThat(answer).hasStatus(200).hasBody("{\"orderId\":7,\"status\":\"open\"}");
    String sent = "{\"sku\":[\"a\",\"b\"],\"by\":\"Ada\"}";
    assertThat(received(orders))
        .hasBody(sent)
        .hasHeader("Content-Type", "application/json")
        .hasHeader("Content-Length", Integer.toString(sent.length()))
        .hasNoHeader("Transfer-Encoding")
        .hasNoHeader("Content-MD5")
        .hasNoHeader("Digest")
        .hasNoHeader("Content-Digest")
        .hasNoHeader("Repr-Digest");
  }

  @Test
  void anExpressionReadsQueryHeadersAndCaptures(ProxyHarness proxy) {
    WireUpstream orders = orders(proxy);
    rules(
        proxy,
        """
        max-body: 1KiB
        request:
          body: '{ "a": a, "q": $query.page, "h": $header."x-tenant", "c": $captures.kind }'
        response:
          body: '{ "was": $status, "of": $captures.kind, "id": id }'
        """);

    assertThat(proxy.post("/api/b%20ooks/?page=3&page=4", "{\"a\":1}", JSON, "X-Tenant: blue"))
        .hasBody("{\"was\":200,\"of\":\"b ooks\",\"id\":7}");
    assertThat(received(orders)).hasBody("{\"a\":1,\"q\":\"3\",\"h\":\"blue\",\"c\":\"b ooks\"}");
  }

  @Test
  void aChunkedBodyIsReadWholeAndLeavesWithItsLength(ProxyHarness proxy) throws Exception {
    WireUpstream orders = orders(proxy);
    rules(proxy, BOTH);

    try (var client = proxy.connect()) {
      client.send(
          "POST /api/orders/ HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n");
      for (char c : "{\"items\":{\"id\":\"a\"},\"user\":{\"name\":\"Ada\"}}".toCharArray()) {
        client.sendChunk(new byte[] {(byte) c});
      }
      client.send("0\r\nX-Sum: 1\r\n\r\n");
      assertThat(client.readAnswer()).hasStatus(200);
    }
    assertThat(received(orders))
        .hasBody("{\"sku\":\"a\",\"by\":\"Ada\"}")
        .hasNoHeader("Transfer-Encoding")
        .hasHeader("Content-Length", "22");
  }

  @Test
  void aRequestWithoutABodyPassesAsItIs(ProxyHarness proxy) throws Exception {
    WireUpstream orders = orders(proxy);
    rules(proxy, BOTH);

    assertThat(proxy.get("/api/orders/1")).hasBody("{\"orderId\":7,\"status\":\"open\"}");
    assertThat(proxy.exchange("POST", "/api/orders/", new byte[0])).hasStatus(200);
    try (var client = proxy.connect()) {
      client.send(
          "POST /api/orders/ HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
      assertThat(client.readAnswer()).hasStatus(200);
    }
    assertThat(orders).received(3);
    assertThat(orders.received()).allSatisfy(one -> assertThat(one).hasBody(""));
  }

  @Test
  void aClientThatWaitsForLeaveToSendItsBodyGetsIt(ProxyHarness proxy) throws Exception {
    WireUpstream orders = orders(proxy);
    rules(proxy, BOTH);

    try (var client = proxy.connect()) {
      byte[] body = "{\"items\":[],\"user\":{\"name\":\"Ada\"}}".getBytes(StandardCharsets.UTF_8);
      client.send(proxy.headOf("POST", "/api/orders/", body.length, JSON, "Expect: 100-continue"));
      assertThat(client.readHead().startLine()).startsWith("HTTP/1.1 100");
      client.send(body);
      assertThat(client.readAnswer()).hasStatus(200);
    }
    assertThat(received(orders)).hasBody("{\"by\":\"Ada\"}").hasNoHeader("Expect");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          Content-Type: text/plain
          Content-Type: application/x-www-form-urlencoded
          Content-Encoding: gzip
          """)
  void aBodyOfAnotherKindIsRefusedBeforeItIsRead(String header, ProxyHarness proxy)
      throws Exception {
    WireUpstream orders = orders(proxy);
    rules(proxy, BOTH);

    try (var client = proxy.connect()) {
      client.send(proxy.headOf("POST", "/api/orders/", 20, header));
      assertThat(client.readAnswer()).hasStatus(415).hasCode("body-unsupported");
    }
    assertThat(orders).receivedNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\":1,\"a\":2}", "{} {}", "nothing", "\u0000"})
  void aBodyThatIsNoJsonIsRefused(String body, ProxyHarness proxy) {
    WireUpstream orders = orders(proxy);
    rules(proxy, BOTH);

    assertThat(proxy.post("/api/orders/", body, JSON)).hasStatus(400).hasCode("body-not-json");
    assertThat(orders).receivedNothing();
  }

  @Test
  void aBodyOverTheLimitIsRefused(ProxyHarness proxy) throws Exception {
    WireUpstream orders = orders(proxy);
    rules(proxy, "max-body: 100B\nrequest: { body: '$' }");

    String large = "\"" + "x".repeat(99) + "\"";
    assertThat(proxy.post("/api/orders/", large, JSON)).hasStatus(413).hasCode("body-too-large");
    try (var client = proxy.connect()) {
      client.send("POST /api/orders/ HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.sendChunk(large.getBytes(StandardCharsets.UTF_8));
      assertThat(client.readAnswer()).hasStatus(413).hasCode("body-too-large");
    }
    assertThat(orders).receivedNothing();
    assertThat(proxy.post("/api/orders/", "\"" + "x".repeat(98) + "\"", JSON)).hasStatus(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$number(name)", // fails
        "missing", // finds nothing
        "($f := function($x) { $f($x + 1) }; $f(0))", // never ends
        "[1..100].$$.name" // makes too much
      })
  void whatAnExpressionCannotChangeIsRefusedWithoutABodyInTheAnswer(
      String expression, ProxyHarness proxy) {
    WireUpstream orders = orders(proxy);
    rules(proxy, "max-body: 1KiB\nrequest: { body: '%s' }".formatted(expression));

    Message answer = proxy.post("/api/orders/", "{\"name\":\"secretsecretsecret\"}", JSON);
    assertThat(answer).hasStatus(500).hasCode("body-not-transformed");
    assertThat(answer.text()).doesNotContain("secret").doesNotContain("127.0.0.1");
    assertThat(orders).receivedNothing();
  }

  // --- answers

  @Test
  void theHeadOfATransformedAnswerIsTrueOfIt(ProxyHarness proxy) {
    WireUpstream orders =
        orders(
            proxy,
            okJson("{\"id\":7,\"state\":\"open\"}")
                .withHeader("Content-Type", "application/vnd.new+json")
                .withHeader("ETag", "\"abc\"")
                .withHeader("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")
                .withHeader("Accept-Ranges", "bytes")
                .withHeader("Content-MD5", "x")
                .withHeader("Digest", "sha-256=x"));
    rules(proxy, BOTH);

    Message answer =
        proxy.get(
            "/api/orders/7", "Range: bytes=0-3", "If-Range: \"abc\"", "Accept-Encoding: gzip, br");

    assertThat(answer)
        .hasStatus(200)
        .hasBody("{\"orderId\":7,\"status\":\"open\"}")
        .hasHeader("Content-Type", "application/json")
        .hasHeader("Content-Length", "29")
        .hasHeader("ETag", "W/\"abc\"")
        .hasHeader("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")
        .hasHeader("X-By", "figleaf")
        .hasNoHeader("Accept-Ranges")
        .hasNoHeader("Content-MD5")
        .hasNoHeader("Digest");
    assertThat(received(orders))
        .hasNoHeader("Range")
        .hasNoHeader("If-Range")
        .hasHeader("Accept-Encoding", "identity");
  }

  @Test
  void anAnswerToHeadHasTheHeadOfTheTransformedOne(ProxyHarness proxy) {
    orders(
        proxy,
        aResponse()
            .withHeader("Content-Type", "application/json")
            .withHeader("Content-Length", "500")
            .withHeader("ETag", "\"abc\""));
    rules(proxy, BOTH);

    assertThat(proxy.exchange("HEAD", "/api/orders/7", null))
        .hasStatus(200)
        .hasHeader("ETag", "W/\"abc\"")
        .hasNoHeader("Content-Length");
  }

  @Test
  void what304SaysIsOfTheTransformedAnswer(ProxyHarness proxy) {
    WireUpstream orders = orders(proxy, aResponse().withStatus(304).withHeader("ETag", "\"abc\""));
    rules(proxy, BOTH);

    assertThat(proxy.get("/api/orders/7", "If-None-Match: W/\"abc\""))
        .hasStatus(304)
        .hasHeader("ETag", "W/\"abc\"");
    assertThat(received(orders)).hasHeader("If-None-Match", "W/\"abc\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 205})
  void anAnswerWithoutABodyStaysWithout(int status, ProxyHarness proxy) {
    orders(proxy, aResponse().withStatus(status));
    rules(proxy, BOTH);

    assertThat(proxy.get("/api/orders/7")).hasStatus(status).hasBody("");
  }

  @Test
  void otherStatusesPassAsTheyAre(ProxyHarness proxy) {
    orders(proxy, aResponse().withStatus(404).withHeader("ETag", "\"x\"").withBody("<h1>no</h1>"));
    rules(proxy, BOTH);

    assertThat(proxy.get("/api/orders/7"))
        .hasStatus(404)
        .hasHeader("ETag", "\"x\"")
        .hasBody("<h1>no</h1>");
  }

  @Test
  void statusesAndTheirBodiesAreMapped(ProxyHarness proxy) {
    WireUpstream orders = proxy.upstream("orders");
    rules(
        proxy,
        """
        max-body: 1KiB
        response:
          body: '$status = 422 ? { "error": why } : { "orderId": id }'
          on: [2xx, 422]
          status: { 201: 200, 422: 400, 4xx: 409, 5xx: 502 }
        """);

    orders.respondingWith(aResponse().withStatus(201).withBody("{\"id\":7}"));
    assertThat(proxy.get("/api/orders/7")).hasStatus(200).hasBody("{\"orderId\":7}");
    orders.respondingWith(aResponse().withStatus(422).withBody("{\"why\":\"sku\"}"));
    Message refused = proxy.get("/api/orders/7");
    assertThat(refused).hasStatus(400).hasBody("{\"error\":\"sku\"}");
    assertThat(refused.reason()).isEqualTo("Bad Request");
    orders.respondingWith(aResponse().withStatus(404).withBody("gone"));
    assertThat(proxy.get("/api/orders/7")).hasStatus(409).hasBody("gone");
    orders.respondingWith(aResponse().withStatus(500).withBody("oh"));
    assertThat(proxy.get("/api/orders/7")).hasStatus(502).hasBody("oh");
  }

  @Test
  void headersAreRenamedRemovedSetAndAdded(ProxyHarness proxy) {
    WireUpstream orders =
        orders(proxy, okJson("{}").withHeader("X-Order", "7").withHeader("X-Inner", "yes"));
    rules(
        proxy,
        """
        request:
          headers: { rename: { x-client: X-Tenant }, remove: [X-Old], set: { X-New: a, X-Two: b } }
        response:
          headers: { rename: { X-Order: X-Order-Id }, remove: [X-Inner], add: { X-More: c } }
        """);

    assertThat(proxy.get("/api/orders/7", "X-Client: blue", "X-Old: 1", "X-New: mine"))
        .hasBody("{}")
        .hasHeader("X-Order-Id", "7")
        .hasHeader("X-More", "c")
        .hasHeader("X-By", "figleaf")
        .hasNoHeader("X-Order")
        .hasNoHeader("X-Inner");
    assertThat(received(orders))
        .hasHeader("X-Tenant", "blue")
        .hasHeader("X-New", "a")
        .hasHeader("X-Two", "b")
        .hasNoHeader("X-Client")
        .hasNoHeader("X-Old");
  }

  @Test
  void whatVariesIsToldInTheNamesThatClientsKnow(ProxyHarness proxy) {
    orders(proxy, okJson("{}").withHeader("Vary", "x-tenant, Accept-Language"));
    rules(proxy, "request: { headers: { rename: { X-Client: X-Tenant } } }");

    assertThat(proxy.get("/api/orders/7")).hasHeader("Vary", "X-Client, Accept-Language");
  }

  @Test
  void anAnswerMadeOfHeadersOfTheRequestIsNobodyElses(ProxyHarness proxy) {
    orders(proxy, okJson("{}").withHeader("Vary", "Accept"));
    rules(proxy, "max-body: 1KiB\nresponse: { body: '{ \"for\": $header.\"x-a\" }' }");

    assertThat(proxy.get("/api/orders/7", "X-A: me"))
        .hasBody("{\"for\":\"me\"}")
        .hasHeader("Vary", "*");
  }

  @Test
  void anAnswerThatIsNoJsonIsNotPassedOn(ProxyHarness proxy) {
    WireUpstream orders = proxy.upstream("orders");
    rules(proxy, BOTH);

    orders.respondingWith(aResponse().withHeader("Content-Type", "text/html").withBody("secret"));
    notJson(proxy);
    orders.respondingWith(aResponse().withBody("secret"));
    notJson(proxy);
    orders.respondingWith(okJson("{}").withHeader("Content-Encoding", "br"));
    notJson(proxy);
    orders.respondingWith(okJson("{}").withStatus(206).withHeader("Content-Range", "bytes 0-1/9"));
    notJson(proxy);
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_requests_total", "code=\"answer-not-json\"")).isEqualTo(4);
  }

  private static void notJson(ProxyHarness proxy) {
    Message answer = proxy.get("/api/orders/7");
    assertThat(answer).hasStatus(502).hasCode("answer-not-json");
    assertThat(answer.text()).doesNotContain("secret").doesNotContain("127.0.0.1");
  }

  @Test
  void anAnswerOverTheLimitIsNotPassedOn(ProxyHarness proxy) {
    WireUpstream orders = proxy.upstream("orders");
    rules(proxy, "max-body: 100B\nresponse: { body: '$' }");
    String large = "\"" + "x".repeat(99) + "\"";

    orders.respondingWith(okJson(large));
    assertThat(proxy.get("/api/orders/7")).hasStatus(502).hasCode("answer-too-large");
    orders.respondingWith(okJson(large).withChunkedDribbleDelay(3, 10));
    assertThat(proxy.get("/api/orders/7")).hasStatus(502).hasCode("answer-too-large");
    orders.respondingWith(okJson("\"" + "x".repeat(98) + "\""));
    assertThat(proxy.get("/api/orders/7")).hasStatus(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$number(state)", "missing", "[1..9999].$$.state"})
  void anAnswerThatCannotBeChangedIsNotPassedOn(String expression, ProxyHarness proxy) {
    orders(proxy);
    rules(proxy, "max-body: 1KiB\nresponse: { body: '%s' }".formatted(expression));

    Message answer = proxy.get("/api/orders/7");
    assertThat(answer).hasStatus(502).hasCode("answer-not-transformed");
    assertThat(answer.text()).doesNotContain("open").doesNotContain("127.0.0.1");
  }

  @Test
  void largeBodiesAreChangedBesideTheEventLoopAndWrittenAsTheClientTakesThem(ProxyHarness proxy) {
    String text = "x".repeat(3_000_000);
    WireUpstream orders = orders(proxy, okJson("{\"text\":\"" + text + "\"}"));
    rules(
        proxy,
        """
        max-body: 4MiB
        request: { body: '{ "inner": text }' }
        response: { body: '{ "outer": text }' }
        """);

    assertThat(proxy.post("/api/orders/", "{\"text\":\"" + text + "\"}", JSON))
        .hasStatus(200)
        .hasBody("{\"outer\":\"" + text + "\"}");
    assertThat(received(orders)).hasBody("{\"inner\":\"" + text + "\"}");
  }

  @Test
  void aConnectionServesOneTransformedRequestAfterAnother(ProxyHarness proxy) throws Exception {
    WireUpstream orders = orders(proxy);
    rules(proxy, BOTH);

    try (var client = proxy.connect()) {
      for (int i = 0; i < 5; i++) {
        byte[] body = ("{\"user\":{\"name\":" + i + "}}").getBytes(StandardCharsets.UTF_8);
        client.send(proxy.headOf("POST", "/api/orders/", body.length, JSON));
        client.send(body);
        assertThat(client.readAnswer()).hasBody("{\"orderId\":7,\"status\":\"open\"}");
      }
    }
    assertThat(orders.received())
        .extracting(Message::text)
        .containsExactly("{\"by\":0}", "{\"by\":1}", "{\"by\":2}", "{\"by\":3}", "{\"by\":4}");
  }
}
