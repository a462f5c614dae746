package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.Head;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Headers pass as they are, but for those that belong to one connection. */
@ProxyTest
class HeadersTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private static Message seenByUpstream(ProxyHarness proxy, String... headers) {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy);
    assertThat(proxy.get("/", headers)).hasStatus(200);
    return legacy.received().getLast();
  }

  private static Message seenByClient(ProxyHarness proxy, String... headers) {
    proxy.forwardingTo(
        proxy.answering(
            "legacy",
            "HTTP/1.1 200 OK\r\n"
                + String.join("\r\n", headers)
                + "\r\nContent-Length: 0\r\n\r\n"));
    return proxy.get("/");
  }

  private static List<String> linesOf(Message message, String... names) {
    Set<String> wanted = Set.of(names);
    return message.head().headers().stream()
        .filter(header -> wanted.contains(header.name().toLowerCase(java.util.Locale.ROOT)))
        .map(Head.Header::toString)
        .toList();
  }

  @Test
  void caseOrderAndDuplicatesOfRequestHeadersStay(ProxyHarness proxy) {
    String[] headers = {"x-B: 1", "X-a: 2", "ACCEPT: */*", "x-b: 3", "Cookie: a=1", "Cookie: b=2"};

    Message seen = seenByUpstream(proxy, headers);

    assertThat(linesOf(seen, "x-a", "x-b", "accept", "cookie")).containsExactly(headers);
  }

  @Test
  void caseOrderAndDuplicatesOfResponseHeadersStay(ProxyHarness proxy) {
    String[] headers = {"x-B: 1", "X-a: 2", "SET-Cookie: a=1", "x-b: 3", "Set-Cookie: b=2"};

    Message seen = seenByClient(proxy, headers);

    assertThat(linesOf(seen, "x-a", "x-b", "set-cookie")).containsExactly(headers);
  }

  @Test
  void bytesAboveAsciiPassInRequestHeaders(ProxyHarness proxy) {
    String everyByte = obsText();
    assertThat(seenByUpstream(proxy, "X-Name: a" + everyByte + "b"))
        .hasHeader("X-Name", "a" + everyByte + "b");
  }

  @Test
  void bytesAboveAsciiPassInResponseHeaders(ProxyHarness proxy) {
    String everyByte = obsText();
    assertThat(seenByClient(proxy, "X-Name: a" + everyByte + "b"))
        .hasHeader("X-Name", "a" + everyByte + "b");
  }

  private static String obsText() {
    var text = new StringBuilder();
    for (char c = 0x80; c <= 0xff; c++) {
      text.append(c);
    }
    return text.toString();
  }

  @Test
  void reasonPhrasesPassAsTheyAre(ProxyHarness proxy) {
    proxy.forwardingTo(
        proxy.answering("legacy", "HTTP/1.1 200 Tr\u00e8s bien\r\nContent-Length: 0\r\n\r\n"));

    assertThat(proxy.get("/").reason()).isEqualTo("Tr\u00e8s bien");
  }

  @Test
  void unknownStatusesPass(ProxyHarness proxy) {
    proxy.forwardingTo(proxy.answering("legacy", "HTTP/1.1 799 Odd\r\nContent-Length: 0\r\n\r\n"));

    assertThat(proxy.get("/")).hasStatus(799);
  }

  @Test
  void hopByHopHeadersOfRequestsStayBehind(ProxyHarness proxy) {
    Message seen =
        seenByUpstream(
            proxy,
            "Connection: keep-alive, X-Secret, x-other",
            "Connection: X-Third",
            "X-Secret: 1",
            "X-OTHER: 2",
            "x-third: 3",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "Proxy-Authorization: Basic eA==",
            "Upgrade: h2c",
            "TE: gzip",
            "X-Kept: yes");

    for (String name :
        List.of(
            "Connection",
            "X-Secret",
            "X-Other",
            "X-Third",
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authorization",
            "Upgrade",
            "TE")) {
      assertThat(seen).hasNoHeader(name);
    }
    assertThat(seen).hasHeader("X-Kept", "yes");
  }

  @Test
  void hopByHopHeadersOfAnswersStayBehind(ProxyHarness proxy) {
    Message seen =
        seenByClient(
            proxy,
            "Connection: keep-alive, X-Secret",
            "X-Secret: 1",
            "Keep-Alive: timeout=5",
            "Proxy-Authenticate: Basic",
            "Proxy-Connection: keep-alive",
            "Upgrade: h2c",
            "X-Kept: yes");

    for (String name :
        List.of(
            "Connection",
            "X-Secret",
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Connection",
            "Upgrade")) {
      assertThat(seen).hasNoHeader(name);
    }
    assertThat(seen).hasHeader("X-Kept", "yes");
  }

  @Test
  void connectionCannotTakeAwayWhatTheFacadeSays(ProxyHarness proxy) {
    Message seen =
        seenByUpstream(
            proxy, "Connection: X-Forwarded-For, Host, Content-Length, Via, Cookie", "Cookie: a=1");

    assertThat(seen).hasHeader("X-Forwarded-For", "127.0.0.1");
    assertThat(seen).hasHeader("Host", proxy.authority());
    assertThat(seen).hasHeader("Via", "1.1 figleaf");
  }

  @Test
  void theWishForTrailersPasses(ProxyHarness proxy) {
    Message seen = seenByUpstream(proxy, "TE: trailers", "Connection: TE");

    assertThat(seen).hasHeader("TE", "trailers").hasHeader("Connection", "te");
  }

  @Test
  void viaIsAddedBothWays(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nVia: 1.0 old\r\nContent-Length: 0\r\n\r\n");
    proxy.forwardingTo(legacy);

    Message answer = proxy.get("/", "Via: 1.1 before");

    assertThat(legacy.received().getLast()).hasHeader("Via", "1.1 before, 1.1 figleaf");
    assertThat(String.join(", ", answer.head().all("Via"))).isEqualTo("1.0 old, 1.1 figleaf");
  }

  @Test
  void theClientIsToldToTheUpstream(ProxyHarness proxy) {
    Message seen = seenByUpstream(proxy, "Host: shop.example.com");

    assertThat(seen)
        .hasHeader("X-Forwarded-For", "127.0.0.1")
        .hasHeader("X-Forwarded-Proto", "http")
        .hasHeader("X-Forwarded-Host", "shop.example.com")
        .hasHeader("Forwarded", "for=127.0.0.1;host=shop.example.com;proto=http");
  }

  /** RFC 3986 lets a host have what separates parameters in RFC 7239. */
  @Test
  void aHostCannotAddToForwarded(ProxyHarness proxy) {
    var upstream = proxy.upstream("monolith").respondingWith(200);
    proxy.forwardingTo(upstream);

    assertThat(proxy.get("/", "Host: a;for=10.0.0.1,for=10.0.0.2")).hasStatus(200);

    assertThat(upstream)
        .receivedOnly(
            request ->
                request.hasHeader(
                    "Forwarded", "for=127.0.0.1;host=\"a;for=10.0.0.1,for=10.0.0.2\";proto=http"));
  }

  @Test
  void whatAStrangerClaimsAboutClientsIsDropped(ProxyHarness proxy) {
    Message seen =
        seenByUpstream(
            proxy,
            "Host: shop.example.com",
            "X-Forwarded-For: 10.0.0.1",
            "x-forwarded-for: 10.0.0.2",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Port: 443",
            "X-Forwarded-Prefix: /admin",
            "Forwarded: for=10.0.0.1");

    assertThat(seen)
        .hasHeader("X-Forwarded-For", "127.0.0.1")
        .hasHeader("X-Forwarded-Proto", "http")
        .hasHeader("X-Forwarded-Host", "shop.example.com")
        .hasHeader("Forwarded", "for=127.0.0.1;host=shop.example.com;proto=http")
        .hasNoHeader("X-Forwarded-Port")
        .hasNoHeader("X-Forwarded-Prefix");
  }

  @Test
  void whatATrustedProxySaysAboutClientsIsContinued(ProxyHarness proxy) {
    proxy.trusting("127.0.0.0/8");
    Message seen =
        seenByUpstream(
            proxy,
            "Host: shop.example.com",
            "X-Forwarded-For: 198.51.100.7",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: www.example.com",
            "Forwarded: for=198.51.100.7;proto=https");

    assertThat(seen)
        .hasHeader("X-Forwarded-For", "198.51.100.7, 127.0.0.1")
        .hasHeader("X-Forwarded-Proto", "https")
        .hasHeader("X-Forwarded-Host", "www.example.com")
        .hasHeader(
            "Forwarded",
            "for=198.51.100.7;proto=https, for=127.0.0.1;host=shop.example.com;proto=http");
  }

  @Test
  void aRequestThatWasHereBeforeIsRefused(ProxyHarness proxy) {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy);

    assertThat(proxy.get("/", "CDN-Loop: other, " + ProxyHarness.INSTANCE))
        .hasStatus(508)
        .hasCode("loop");
    assertThat(legacy).receivedNothing();
  }

  @Test
  void theMarkOfThisFacadeIsAddedToThoseOfOthers(ProxyHarness proxy) {
    assertThat(seenByUpstream(proxy, "CDN-Loop: other"))
        .hasHeader("CDN-Loop", "other, " + ProxyHarness.INSTANCE);
  }

  @Test
  void aFacadeBehindItselfAnswers508InsteadOfGoingAroundForEver(ProxyHarness proxy) {
    RawUpstream before = proxy.answering("legacy", OK);
    proxy.forwardingTo(before);
    proxy.rules(
        """
        version: 1
        upstreams: { self: { url: "http://%s" } }
        routes: [{ match: /**, to: self }]
        """
            .formatted(proxy.authority()));

    assertThat(proxy.get("/")).hasStatus(508);
  }

  @Test
  void aRequestIdIsKept(ProxyHarness proxy) {
    assertThat(seenByUpstream(proxy, "X-Request-Id: abc-123")).hasHeader("X-Request-Id", "abc-123");
  }

  @Test
  void aRequestIdAndATraceAreMadeWhereThereIsNone(ProxyHarness proxy) {
    Message seen = seenByUpstream(proxy);

    assertThat(seen.header("X-Request-Id").orElse("")).isNotBlank();
    assertThat(seen.header("traceparent").orElse("")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
  }

  @Test
  void theHostOfTheClientPassesByDefault(ProxyHarness proxy) {
    assertThat(seenByUpstream(proxy, "Host: Shop.example.com:8443"))
        .hasHeader("Host", "Shop.example.com:8443");
  }

  @Test
  void theHostOfTheEndpointIsSentWhereTheRulesSaySo(ProxyHarness proxy) {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy, "host: endpoint");

    proxy.get("/", "Host: shop.example.com");

    assertThat(legacy.received().getLast()).hasHeader("Host", legacy.authority());
  }

  @Test
  void aFixedHostIsSentWhereTheRulesSaySo(ProxyHarness proxy) {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy, "host: inner.example");

    proxy.get("/", "Host: shop.example.com");

    assertThat(legacy.received().getLast()).hasHeader("Host", "inner.example");
  }

  @Test
  void theHostOfAnAbsoluteTargetWins(ProxyHarness proxy) {
    RawUpstream legacy = proxy.answering("legacy", OK);
    proxy.forwardingTo(legacy);

    assertThat(proxy.get("http://inside.example/a?b", "Host: outside.example")).hasStatus(200);

    assertThat(legacy.received().getLast()).hasHeader("Host", "inside.example");
    assertThat(legacy.received().getLast().target()).isEqualTo("/a?b");
  }

  @Test
  void headersAreEditedBothWaysAsTheRulesSay(ProxyHarness proxy) {
    RawUpstream legacy =
        proxy.answering("legacy", "HTTP/1.1 200 OK\r\nServer: old\r\nContent-Length: 0\r\n\r\n");
    proxy.forwardingTo(
        legacy,
        "",
        "headers: { request: { set: { X-Set: a }, add: { X-Add: b }, remove: [Cookie] },"
            + " response: { set: { X-Frame: DENY }, remove: [Server] } }");

    Message answer = proxy.get("/", "X-Set: theirs", "X-Add: theirs", "Cookie: a=1");

    assertThat(legacy.received().getLast())
        .hasHeader("X-Set", "a")
        .hasHeader("X-Add", "theirs", "b")
        .hasNoHeader("Cookie");
    assertThat(answer).hasHeader("X-Frame", "DENY").hasNoHeader("Server");
  }
}
