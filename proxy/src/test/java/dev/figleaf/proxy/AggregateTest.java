package dev.figleaf.proxy;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.WireUpstream;
import org.junit.jupiter.api.Test;

/** One answer, put together of several upstreams'. */
@ProxyTest
class AggregateTest {

  /** A composition of these parts at {@code /home}, over an upstream that is called shop. */
  private static String home(String parts) {
    return composition("/home", "", parts);
  }

  private static String composition(String path, String more, String parts) {
    return """
        version: 1
        upstreams: { shop: { url: "${shop}", retry: 0 } }
        routes:
          - match: %s
            aggregate:
              timeout: 5s
        %s      parts:
        %s
        """
        .formatted(path, more.indent(6), parts.strip().indent(8));
  }

  private static ResponseDefinitionBuilder json(String text) {
    return okJson(text);
  }

  @Test
  void partsStandUnderTheirNamesInTheOrderOfTheFile(ProxyHarness proxy) {
    proxy
        .upstream("shop")
        .on(get("/user").willReturn(json("{\"id\":7,\"name\":\"Ada\",\"price\":1.50}")))
        .on(get("/picks").willReturn(json("[1,2]").withFixedDelay(50)));
    proxy.rules(
        home(
            """
            picks: { upstream: shop, path: /picks }
            user: { upstream: shop, path: /user }
            """));

    assertThat(proxy.get("/home"))
        .hasStatus(200)
        .hasHeader("Content-Type", "application/json")
        .hasHeader("X-Figleaf-Parts", "picks;ok, user;ok")
        .hasBody("{\"picks\":[1,2],\"user\":{\"id\":7,\"name\":\"Ada\",\"price\":1.50}}");
  }

  @Test
  void aPartThatNeedsAnotherIsAskedAfterIt(ProxyHarness proxy) {
    WireUpstream shop =
        proxy
            .upstream("shop")
            .on(get("/user").willReturn(json("{\"id\":\"a b/c\"}")))
            .on(get(urlPathEqualTo("/orders")).willReturn(json("[]")));
    proxy.rules(
        home(
            """
            orders: { upstream: shop, path: "/orders?user={user.id}&page={query.page:-1}" }
            user: { upstream: shop, path: /user }
            """));

    assertThat(proxy.get("/home?page=2%263")).hasStatus(200);
    assertThat(shop.received().getLast().head().startLine())
        .isEqualTo("GET /orders?user=a%20b%2Fc&page=2%263 HTTP/1.1");
  }
}
