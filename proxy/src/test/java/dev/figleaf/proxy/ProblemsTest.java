package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What the facade says itself: problem documents (RFC 9457), redirects and fixed answers. */
@ProxyTest
class ProblemsTest {

  private static ProxyHarness withDeadUpstream(ProxyHarness proxy) {
    return proxy.forwardingTo(proxy.deadUpstream("orders"));
  }

  @Test
  void aProblemHasThisShape(ProxyHarness proxy) throws Exception {
    withDeadUpstream(proxy);

    Message answer = proxy.get("/x?secret=1", "X-Request-Id: abc-123");

    assertThat(answer)
        .hasStatus(502)
        .hasHeader("Content-Type", "application/problem+json")
        .hasBody(
            "{\"type\":\"urn:figleaf:problem:connect-failed\",\"title\":\"Bad Gateway\","
                + "\"status\":502,\"code\":\"connect-failed\",\"route\":\"/**\","
                + "\"upstream\":\"orders\",\"request_id\":\"abc-123\"}");
  }

  @Test
  void aProblemNeverNamesAnAddress(ProxyHarness proxy) throws Exception {
    withDeadUpstream(proxy);

    assertThat(proxy.get("/").toString()).doesNotContain("127.0.0.1", "Exception", "at dev.");
  }

  @Test
  void aProblemBeforeARouteNamesNone(ProxyHarness proxy) throws Exception {
    withDeadUpstream(proxy);

    var document = new JsonObject(proxy.get("/%00").text());

    assertThat(document.fieldNames())
        .containsExactly("type", "title", "status", "code", "request_id");
  }

  @Test
  void aProblemInAnswerToHeadHasItsLengthAndNoBody(ProxyHarness proxy) throws Exception {
    withDeadUpstream(proxy);

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("HEAD", "/", -1));
      Message problem = client.readAnswer("HEAD");
      assertThat(problem).hasStatus(502);
      assertThat(Integer.parseInt(problem.header("Content-Length").orElse("0"))).isPositive();
      client.send(proxy.headOf("GET", "/", -1));
      assertThat(client.readAnswer()).hasStatus(502);
    }
  }

  @Test
  void aProblemDoesNotCostTheClientItsConnection(ProxyHarness proxy) throws Exception {
    withDeadUpstream(proxy);

    try (RawSocket client = proxy.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send(proxy.headOf("POST", "/", 4) + "body");
        assertThat(client.readAnswer()).hasStatus(502).hasCode("connect-failed");
      }
    }
  }

  @Test
  void aFixedAnswerNeedsNoUpstream(ProxyHarness proxy) throws Exception {
    proxy.rules(
        """
        version: 1
        routes:
          - match: /gone
            respond: { status: 410, body: "gone for good" }
          - match: /empty
            respond: { status: 204 }
          - match: /json
            respond: { status: 200, json: { a: 1 } }
        """);

    try (RawSocket client = proxy.connect()) {
      client.send(proxy.headOf("GET", "/gone", -1));
      assertThat(client.readAnswer()).hasStatus(410).hasBody("gone for good");
      client.send(proxy.headOf("HEAD", "/gone", -1));
      assertThat(client.readAnswer("HEAD")).hasStatus(410).hasHeader("Content-Length", "13");
      client.send(proxy.headOf("GET", "/empty", -1));
      assertThat(client.readAnswer()).hasStatus(204).hasNoHeader("Content-Length");
      client.send(proxy.headOf("GET", "/json", -1));
      assertThat(client.readAnswer())
          .hasStatus(200)
          .hasHeader("Content-Type", "application/json")
          .hasBody("{\"a\":1}");
    }
  }

  @Test
  void aRedirectSendsTheClientElsewhere(ProxyHarness proxy) {
    proxy.rules(
        """
        version: 1
        routes:
          - match: /old/{id}
            redirect: { to: "/new/{id}", status: 308 }
        """);

    assertThat(proxy.get("/old/7"))
        .hasStatus(308)
        .hasHeader("Location", "/new/7")
        .hasHeader("Content-Length", "0");
  }

  @Test
  void rulesWithAnErrorChangeNothing(ProxyHarness proxy) throws Exception {
    proxy.forwardingTo(proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    long revision = proxy.facade().rules().live().revision();

    assertThat(proxy.reload("version: 1\nroutes: [{ match: /**, to: nobody }]"))
        .isInstanceOf(dev.figleaf.proxy.control.Reload.Rejected.class);

    assertThat(proxy.get("/")).hasStatus(200).hasBody("ok");
    assertThat(proxy.facade().rules().live().revision()).isEqualTo(revision);
    assertThat(proxy.facade().isReady()).isTrue();
    assertThat(proxy.metric("figleaf_rules_rejected_total")).isEqualTo(1);
    assertThat(proxy.saidInLog("rules rejected")).isTrue();
  }
}
