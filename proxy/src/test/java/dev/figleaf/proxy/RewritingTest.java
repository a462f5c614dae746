package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import org.junit.jupiter.api.Test;

/** What in an answer names the upstream names what the client sees, and nothing else changes. */
@ProxyTest
class RewritingTest {
  private static final String CLIENT = "Host: shop.example.com";

  /** Answers every request with the header that its query holds, percent-decoded by hand. */
  private static RawUpstream answering(ProxyHarness proxy, String header) {
    return proxy.rawUpstream(
        "legacy",
        connection ->
            connection.forEachRequest(
                (_, socket) ->
                    socket.send(
                        "HTTP/1.1 200 OK\r\n"
                            + header.replace("UPSTREAM", "127.0.0.1:" + socket.localPort())
                            + "\r\nContent-Length: 0\r\n\r\n")));
  }

  private static Message seenByClient(ProxyHarness proxy, String header) {
    proxy.forwardingTo(answering(proxy, header));
    return proxy.get("/", CLIENT);
  }

  private static Message seenBehindPrefix(ProxyHarness proxy, String rewrite, String header) {
    RawUpstream legacy = answering(proxy, header);
    proxy.forwardingTo(legacy, "", "rewrite: { " + rewrite + " }");
    return proxy.get("/shop/items", CLIENT);
  }

  @Test
  void aLocationThatNamesTheUpstreamNamesTheFacade(ProxyHarness proxy) {
    assertThat(seenByClient(proxy, "Location: http://UPSTREAM/login?next=%2F#top"))
        .hasHeader("Location", "http://shop.example.com/login?next=%2F#top");
  }

  @Test
  void aLocationWithoutASchemeNamesTheFacade(ProxyHarness proxy) {
    assertThat(seenByClient(proxy, "Location: //UPSTREAM/login"))
        .hasHeader("Location", "http://shop.example.com/login");
  }

  @Test
  void aLocationElsewhereStays(ProxyHarness proxy) {
    assertThat(seenByClient(proxy, "Location: https://pay.example.net/x?u=http://UPSTREAM/"))
        .header("Location")
        .startsWith("https://pay.example.net/x?u=http://127.0.0.1:");
  }

  @Test
  void aLocationOfAnotherPortOfTheUpstreamsMachineStays(ProxyHarness proxy) {
    assertThat(seenByClient(proxy, "Location: http://127.0.0.1:1/x"))
        .hasHeader("Location", "http://127.0.0.1:1/x");
  }

  @Test
  void relativeLocationsStay(ProxyHarness proxy) {
    assertThat(seenByClient(proxy, "Location: ../x?y")).hasHeader("Location", "../x?y");
  }

  @Test
  void contentLocationIsRewrittenToo(ProxyHarness proxy) {
    assertThat(seenByClient(proxy, "Content-Location: http://UPSTREAM/en"))
        .hasHeader("Content-Location", "http://shop.example.com/en");
  }

  @Test
  void refreshIsRewrittenToo(ProxyHarness proxy) {
    assertThat(seenByClient(proxy, "Refresh: 5; URL=http://UPSTREAM/again"))
        .hasHeader("Refresh", "5; URL=http://shop.example.com/again");
  }

  @Test
  void aSentHostThatIsFixedCountsAsTheUpstream(ProxyHarness proxy) {
    proxy.forwardingTo(
        answering(proxy, "Location: http://inner.example/login"), "host: inner.example");

    assertThat(proxy.get("/", CLIENT)).hasHeader("Location", "http://shop.example.com/login");
  }

  @Test
  void theSchemeThatATrustedProxyToldIsUsed(ProxyHarness proxy) {
    proxy.trusting("127.0.0.1/32");
    proxy.forwardingTo(answering(proxy, "Location: http://UPSTREAM/login"));

    assertThat(proxy.get("/", CLIENT, "X-Forwarded-Proto: https"))
        .hasHeader("Location", "https://shop.example.com/login");
  }

  @Test
  void aStrippedPrefixComesBackInLocations(ProxyHarness proxy) {
    assertThat(seenBehindPrefix(proxy, "strip-prefix: /shop", "Location: /login"))
        .hasHeader("Location", "/shop/login");
  }

  @Test
  void anAddedPrefixIsTakenOffLocations(ProxyHarness proxy) {
    assertThat(seenBehindPrefix(proxy, "add-prefix: /legacy", "Location: http://UPSTREAM/legacy/x"))
        .hasHeader("Location", "http://shop.example.com/x");
  }

  @Test
  void aPrefixIsOneOnlyAtASegmentBoundary(ProxyHarness proxy) {
    assertThat(seenBehindPrefix(proxy, "add-prefix: /legacy", "Location: /legacyother/x"))
        .hasHeader("Location", "/legacyother/x");
  }

  @Test
  void theUpstreamSeesTheRewrittenPathAndTheSameQuery(ProxyHarness proxy) {
    RawUpstream legacy = answering(proxy, "X: y");
    proxy.forwardingTo(legacy, "", "rewrite: { strip-prefix: /shop, add-prefix: /legacy }");

    proxy.get("/shop/items?q=%20a&b=/shop");

    assertThat(legacy.received().getLast().target()).isEqualTo("/legacy/items?q=%20a&b=/shop");
  }

  @Test
  void theDomainOfTheUpstreamLeavesItsCookies(ProxyHarness proxy) {
    assertThat(seenByClient(proxy, "Set-Cookie: SESSION=1; Domain=127.0.0.1; Path=/; HttpOnly"))
        .hasHeader("Set-Cookie", "SESSION=1; Path=/; HttpOnly");
  }

  @Test
  void theDomainOfAnotherStaysInCookies(ProxyHarness proxy) {
    assertThat(seenByClient(proxy, "Set-Cookie: SESSION=1; Domain=example.com"))
        .hasHeader("Set-Cookie", "SESSION=1; Domain=example.com");
  }

  @Test
  void cookiesThatNameNoUpstreamStayByteForByte(ProxyHarness proxy) {
    String odd = "a=\"x; y\";Path=/a;  secure;SameSite=Lax;;Expires=Wed, 21 Oct 2026 07:28:00 GMT";
    assertThat(seenByClient(proxy, "Set-Cookie: " + odd)).hasHeader("Set-Cookie", odd);
  }

  @Test
  void aStrippedPrefixComesBackInThePathOfCookies(ProxyHarness proxy) {
    assertThat(seenBehindPrefix(proxy, "strip-prefix: /shop", "Set-Cookie: SESSION=1; Path=/cart"))
        .hasHeader("Set-Cookie", "SESSION=1; Path=/shop/cart");
  }

  @Test
  void aCookieForTheWholeUpstreamIsForTheWholePrefix(ProxyHarness proxy) {
    assertThat(seenBehindPrefix(proxy, "strip-prefix: /shop", "Set-Cookie: SESSION=1; Path=/"))
        .hasHeader("Set-Cookie", "SESSION=1; Path=/shop");
  }
}
