package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What two readers could frame differently is refused, the connection closes, and nothing of it
 * reaches an upstream.
 */
@ProxyTest
class FramingTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  private static RawUpstream legacy(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    proxy.forwardingTo(legacy);
    return legacy;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length: -1",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length:",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\u000bchunked",
        "Transfer-Encoding: \"chunked\"",
      })
  void badFramingIsRefusedAndClosesTheConnection(String framing, ProxyHarness proxy)
      throws Exception {
    RawUpstream legacy = legacy(proxy);

    try (RawSocket client = proxy.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n");
      client.send("0\r\n\r\n" + SMUGGLED);
      assertThat(client.readAnswer()).hasStatus(400).hasHeader("Connection", "close");
      assertThat(client).isEnded();
    }
    assertThat(legacy).receivedNothing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y",
        "Host: a\r\nHost: b",
        "Host: a\r\nHost: a",
        "Host:",
        "Host: a b",
        "Host: a/b",
        "Host: user@a",
        "Host: a:99999999",
        "Host: a:b",
        "Host: [::1",
        "Host: a, b",
        "Host: a\u0000",
        "Host : a",
      })
  void aBadHostIsRefusedAndClosesTheConnection(String hosts, ProxyHarness proxy) throws Exception {
    RawUpstream legacy = legacy(proxy);

    try (RawSocket client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\n" + hosts + "\r\n\r\n" + SMUGGLED);
      assertThat(client.readAnswer()).hasStatus(400);
      assertThat(client).isEnded();
    }
    assertThat(legacy).receivedNothing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X\u0000: y",
        "X: a\u0000b",
        "X: a\u0001b",
        "X: a\rb",
        "X y: z",
        ": y",
        " X: y",
        "X",
        "Content_Length : 3",
        "Content_Length: 3",
        "transfer_encoding: chunked",
      })
  void aBadHeaderIsRefusedAndClosesTheConnection(String header, ProxyHarness proxy)
      throws Exception {
    RawUpstream legacy = legacy(proxy);

    try (RawSocket client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n" + SMUGGLED);
      assertThat(client.readAnswer()).hasStatus(400);
      assertThat(client).isEnded();
    }
    assertThat(legacy).receivedNothing();
  }

  /** RFC 9112 §5.2 leaves the choice: refuse, or replace by a space before anybody looks. */
  @Test
  void aFoldedHeaderNeverLeavesFolded(ProxyHarness proxy) {
    RawUpstream legacy = legacy(proxy);

    proxy.raw("GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n folded\r\n\r\n");

    assertThat(legacy.received())
        .allSatisfy(request -> assertThat(request).hasHeader("X", "a folded"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a#b HTTP/1.1",
        "GET /a\\b HTTP/1.1",
        "GET /a%00b HTTP/1.1",
        "GET /a%2Fb HTTP/1.1",
        "GET /a%5cb HTTP/1.1",
        "GET /../../etc HTTP/1.1",
        "GET * HTTP/1.1",
        "GET ftp://a/b HTTP/1.1",
        "GET a HTTP/1.1",
        "GET /\u0080 HTTP/1.1",
        "G\u0001T / HTTP/1.1",
        "GET / HTTP/3.7",
      })
  void aBadRequestLineIsRefusedAndClosesTheConnection(String line, ProxyHarness proxy)
      throws Exception {
    RawUpstream legacy = legacy(proxy);

    try (RawSocket client = proxy.connect()) {
      client.send(line + "\r\nHost: a\r\n\r\n" + SMUGGLED);
      assertThat(client.readAnswer().status()).isIn(400, 501, 505);
      assertThat(client).isEnded();
    }
    assertThat(legacy).receivedNothing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5;a=\n\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "100000004\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "5 5\r\nhello\r\n0\r\n\r\n",
        "g\r\nhello\r\n0\r\n\r\n",
        "4\r\nhello\r\n0\r\n\r\n",
      })
  void aBadChunkEndsTheConnectionAndNothingWholeIsReceived(String chunks, ProxyHarness proxy)
      throws Exception {
    RawUpstream legacy = legacy(proxy);

    try (RawSocket client = proxy.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
      client.send(SMUGGLED);
      assertThat(client).isEnded();
    }
    proxy.awaitQuiet();
    assertThat(legacy.received()).noneMatch(request -> request.target().equals("/smuggled"));
    assertThat(legacy).receivedNothing();
  }

  @Test
  void aRefusalArrivesThoughTheWholeBodyCameWithTheHead(ProxyHarness proxy) throws Exception {
    legacy(proxy);

    for (int i = 0; i < 20; i++) {
      try (RawSocket client = proxy.connect()) {
        client.send("POST /%00 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(client.readAnswer()).hasStatus(400).hasCode("bad-target");
        assertThat(client).isClosed();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE / HTTP/1.1", "CONNECT a:443 HTTP/1.1"})
  void methodsForTheHopItselfAreRefused(String line, ProxyHarness proxy) throws Exception {
    RawUpstream legacy = legacy(proxy);

    try (RawSocket client = proxy.connect()) {
      client.send(line + "\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer()).hasStatus(405).hasCode("method-refused");
      assertThat(client).isEnded();
    }
    assertThat(legacy).receivedNothing();
  }

  @Test
  void anUnknownMethodPasses(ProxyHarness proxy) {
    RawUpstream legacy = legacy(proxy);

    assertThat(proxy.exchange("PROPFIND", "/", null)).hasStatus(200);
    assertThat(legacy.received().getLast().method()).isEqualTo("PROPFIND");
  }

  @Test
  void dotSegmentsAndDoubleSlashesAreResolvedOnce(ProxyHarness proxy) {
    RawUpstream legacy = legacy(proxy);

    assertThat(proxy.get("/a//b/./c/../d?x=/../y")).hasStatus(200);

    assertThat(legacy.received().getLast().target()).isEqualTo("/a/b/d?x=/../y");
  }

  @Test
  void aRuleSetMayKeepSlashes(ProxyHarness proxy) {
    RawUpstream legacy = legacy(proxy);
    proxy.rules(
        """
        version: 1
        path: { slashes: keep, encoded-slash: keep, dot-segments: refuse }
        upstreams: { legacy: { url: "%s" } }
        routes: [{ match: /**, to: legacy }]
        """
            .formatted(legacy.url()));

    assertThat(proxy.get("/a//b%2fc")).hasStatus(200);
    assertThat(proxy.get("/a/../b")).hasStatus(400).hasCode("bad-target");

    assertThat(legacy.received().getLast().target()).isEqualTo("/a//b%2Fc");
  }

  @Test
  void aLineThatIsTooLongIsA414(ProxyHarness proxy) throws Exception {
    legacy(proxy);

    try (RawSocket client = proxy.connect()) {
      client.send("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer()).hasStatus(414).hasCode("target-too-long");
      assertThat(client).isEnded();
    }
  }

  @Test
  void aHeadThatIsTooLargeIsA431(ProxyHarness proxy) throws Exception {
    legacy(proxy);

    try (RawSocket client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(40_000) + "\r\n\r\n");
      assertThat(client.readAnswer()).hasStatus(431).hasCode("head-too-large");
      assertThat(client).isEnded();
    }
  }

  @Test
  void aLengthToldTwiceByTheUpstreamIsA502(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.answering(
            "legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"));

    assertThat(proxy.get("/")).hasStatus(502).hasCode("bad-response");
  }

  @Test
  void aLengthAndChunksFromTheUpstreamAreNotBothPassedOn(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.answering(
            "legacy",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n0\r\n\r\n"));

    assertThat(proxy.get("/").status()).isIn(200, 502);
    var answer = proxy.get("/");
    assertThat(answer.head().all("Content-Length").isEmpty() || answer.status() == 502).isTrue();
  }

  @Test
  void aNulInAHeaderOfTheUpstreamIsA502(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 0\r\n\r\n"));

    assertThat(proxy.get("/")).hasStatus(502).hasCode("bad-response");
  }
}
