package dev.figleaf.proxy;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import dev.figleaf.proxy.harness.TestUpstream;
import dev.figleaf.proxy.harness.WireUpstream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One answer, put together of several upstreams'. */
@ProxyTest
class AggregateTest {

  /** A composition of these parts at {@code /home/{id}}, over an upstream that is called shop. */
  private static String home(String parts) {
    return home("", parts);
  }

  /** The same with more keys, such as {@code shape}. */
  private static String home(String more, String parts) {
    return """
    version: 1
    upstreams: { shop: { url: "${shop}", retry: 0 } }
    routes:
      - match: "/home/{id}"
        headers: { response: { set: { X-By: figleaf } } }
        aggregate:
          timeout: 5s
    %s      parts:
    %s
    """
        .formatted(more.isEmpty() ? "" : more.strip().indent(6), parts.strip().indent(8));
  }

  private static WireUpstream shop(ProxyHarness proxy) {
    return proxy
        .upstream("shop")
        .on(get("/user").willReturn(okJson("{\"id\":7,\"name\":\"Ada\",\"plan\":\"gold\"}")))
        .on(
            get("/orders")
                .willReturn(
                    okJson(
                        "{\"total\":9,\"items\":[{\"id\":\"a\",\"sku\":1},{\"id\":\"b\",\"sku\":2},"
                            + "{\"id\":\"c\",\"sku\":1}]}")))
        .on(get("/orders/a").willReturn(okJson("{\"lines\":1}")))
        .on(get("/orders/b").willReturn(okJson("{\"lines\":2}")))
        .on(get("/price").willReturn(okJson("{\"amount\":1.50,\"big\":12345678901234567890}")))
        .on(get(urlPathEqualTo("/echo")).willReturn(okJson("true")));
  }

  private static List<String> asked(TestUpstream upstream) {
    return upstream.received().stream().map(one -> one.method() + " " + one.target()).toList();
  }

  private static String body(ProxyHarness proxy, String rules) {
    proxy.rules(rules);
    Message answer = proxy.get("/home/1");
    assertThat(answer).hasStatus(200);
    return answer.text();
  }

  @Test
  void partsStandUnderTheirNamesInTheOrderOfTheFile(ProxyHarness proxy) {
    proxy
        .upstream("shop")
        .on(get("/slow").willReturn(okJson("[1,2]").withFixedDelay(50)))
        .on(get("/price").willReturn(okJson("{\"amount\":1.50,\"big\":12345678901234567890}")));
    proxy.rules(
        home(
            """
            slow: { upstream: shop, path: /slow }
            price: { upstream: shop, path: /price }
            """));

    assertThat(proxy.get("/home/1"))
        .hasStatus(200)
        .hasHeader("Content-Type", "application/json")
        .hasHeader("X-Figleaf-Parts", "slow;ok, price;ok")
        .hasHeader("X-By", "figleaf")
        .hasBody("{\"slow\":[1,2],\"price\":{\"amount\":1.50,\"big\":12345678901234567890}}");
  }

  @Test
  void whatNobodyLooksIntoIsPutInByteByByte(ProxyHarness proxy) {
    String odd = "{ \"a\" : 1.500e+3,\n\"\\u0041\":\"\\u00e9\\/\" }";
    proxy
        .upstream("shop")
        .on(get("/odd").willReturn(okJson(odd)))
        .on(get("/utf16").willReturn(okJson("x").withBody("[1]".getBytes(UTF_16))));
    assertThat(
            body(
                proxy,
                home(
                    "report: true",
                    """
                    odd: { upstream: shop, path: /odd }
                    utf16: { upstream: shop, path: /utf16, as: two }
                    """)))
        .isEqualTo(
            "{\"odd\":"
                + odd
                + ",\"two\":[1],\"_parts\":{\"odd\":{\"code\":\"ok\"},\"utf16\":{\"code\":\"ok\"}}}");
  }

  @Test
  void partsAreSharedByAnchors(ProxyHarness proxy) {
    shop(proxy);
    proxy.rules(
        """
        version: 1
        upstreams: { shop: { url: "${shop}" } }
        routes:
          - match: { path: /home, headers: { X-Client: mobile } }
            aggregate:
              parts:
                user: &user { upstream: shop, path: /user, keep: [name] }
                orders: &orders { upstream: shop, path: /orders, keep: [total] }
          - match: /home
            aggregate:
              parts:
                user: *user
                orders: { <<: *orders, keep: [items.id] }
        """);

    assertThat(proxy.get("/home", "X-Client: mobile"))
        .hasBody("{\"user\":{\"name\":\"Ada\"},\"orders\":{\"total\":9}}");
    assertThat(proxy.get("/home"))
        .hasBody(
            "{\"user\":{\"name\":\"Ada\"},\"orders\":{\"items\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"}]}}");
  }

  @Test
  void membersAreKeptDroppedRenamedAndPutElsewhere(ProxyHarness proxy) {
    shop(proxy);
    assertThat(
            body(
                proxy,
                home(
                    """
                    user: { upstream: shop, path: /user, keep: [id, name], rename: { name: called }, flatten: true }
                    orders: { upstream: shop, path: /orders, drop: [items.sku, total], as: last }
                    """)))
        .isEqualTo(
            "{\"id\":7,\"called\":\"Ada\",\"last\":{\"items\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"}]}}");
  }

  @Test
  void theLaterPartWinsAKeyWhicheverAnsweredFirst(ProxyHarness proxy) {
    proxy
        .upstream("shop")
        .on(get("/a").willReturn(okJson("{\"x\":\"a\"}").withFixedDelay(60)))
        .on(get("/b").willReturn(okJson("{\"x\":\"b\"}")));
    assertThat(
            body(
                proxy,
                home(
                    """
                    a: { upstream: shop, path: /a, flatten: true }
                    b: { upstream: shop, path: /b, flatten: true }
                    """)))
        .isEqualTo("{\"x\":\"b\"}");
  }

  @Test
  void aShapeMakesTheAnswer(ProxyHarness proxy) {
    shop(proxy);
    assertThat(
            body(
                proxy,
                home(
                    "shape: \"{ 'hello': user.name, 'ids': orders.items.id }\"\nreport: true",
                    """
                    user: { upstream: shop, path: /user }
                    orders: { upstream: shop, path: /orders }
                    """)))
        .isEqualTo(
            "{\"hello\":\"Ada\",\"ids\":[\"a\",\"b\",\"c\"],\"_parts\":{\"user\":{\"code\":\"ok\"},\"orders\":{\"code\":\"ok\"}}}");
  }

  @Test
  void aShapeThatNeverEndsIsBrokenOffBesideTheEventLoop(ProxyHarness proxy) {
    shop(proxy);
    proxy.rules(
        home(
            "shape: \"($f := function($n) { $n < 0 ? 0 : $f($n + 1) }; $f(0))\"",
            "user: { upstream: shop, path: /user }"));

    assertThat(proxy.get("/home/1")).hasStatus(502).hasCode("shape-failed");
  }

  // --- order

  @Test
  void aPartThatNeedsAnotherIsAskedAfterItWithItsValueEncoded(ProxyHarness proxy) {
    WireUpstream shop =
        proxy
            .upstream("shop")
            .on(get("/user").willReturn(okJson("{\"id\":\"a b/c&d=é\"}")))
            .on(get(urlPathEqualTo("/orders")).willReturn(okJson("[]")));
    proxy.rules(
        home(
            """
            orders: { upstream: shop, path: "/orders?u={user.id}&p={query.page:-1}&h={header.X-K}&i={id}" }
            user: { upstream: shop, path: /user }
            """));

    assertThat(proxy.get("/home/x%26y?page=2%263", "X-K: k")).hasStatus(200);
    assertThat(asked(shop))
        .containsExactly("GET /user", "GET /orders?u=a%20b%2Fc%26d%3D%C3%A9&p=2%263&h=k&i=x%26y");
  }

  @Test
  void partsThatDoNotNeedEachOtherAreAskedAtOnce(ProxyHarness proxy) {
    var bothThere = new CountDownLatch(2);
    RawUpstream.Script together =
        connection ->
            connection.forEachRequest(
                (_, socket) -> {
                  bothThere.countDown();
                  if (!bothThere.await(5, TimeUnit.SECONDS)) {
                    throw new AssertionError("one was asked after the other");
                  }
                  socket.send(
                      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n1");
                });
    proxy.rawUpstream("shop", together);

    assertThat(
            body(
                proxy,
                home(
                    """
                    a: { upstream: shop, path: /a }
                    b: { upstream: shop, path: /b }
                    """)))
        .isEqualTo("{\"a\":1,\"b\":1}");
  }

  @Test
  void aPartDoesNotWaitForThoseThatItDoesNotNeed(ProxyHarness proxy) {
    var orders = new CountDownLatch(1);
    proxy.rawUpstream(
        "shop",
        connection ->
            connection.forEachRequest(
                (request, socket) -> {
                  if (request.target().equals("/slow") && !orders.await(5, TimeUnit.SECONDS)) {
                    throw new AssertionError("a whole stage was waited for");
                  }
                  if (request.target().startsWith("/orders")) {
                    orders.countDown();
                  }
                  socket.send(
                      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n1");
                }));

    assertThat(
            body(
                proxy,
                home(
                    """
                    slow: { upstream: shop, path: /slow }
                    user: { upstream: shop, path: /user }
                    orders: { upstream: shop, path: "/orders/{user}" }
                    """)))
        .isEqualTo("{\"slow\":1,\"user\":1,\"orders\":1}");
  }

  @ParameterizedTest
  @CsvSource({"gold, user;ok more;ok", "none, user;ok more;skipped"})
  void aConditionDecidesWhetherAPartIsAsked(String plan, String parts, ProxyHarness proxy) {
    WireUpstream shop =
        shop(proxy).on(get("/user").willReturn(okJson("{\"plan\":\"" + plan + "\"}")));
    proxy.rules(
        home(
            """
            user: { upstream: shop, path: /user }
            more: { upstream: shop, path: /echo, when: user.plan = "gold" and $exists(query.x) }
            """));

    assertThat(proxy.get("/home/1?x=1"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", parts.replace(" ", ", "))
        .hasHeader("Cache-Control", "no-cache");
    assertThat(asked(shop)).hasSize(plan.equals("gold") ? 2 : 1);
  }

  @Test
  void whatNeedsAPartThatWasLeftOutIsLeftOutToo(ProxyHarness proxy) {
    shop(proxy);
    proxy.rules(
        home(
            """
            price: { upstream: shop, path: /price }
            user: { upstream: shop, path: /user, when: "false" }
            orders: { upstream: shop, path: "/orders?u={user.id}" }
            """));

    assertThat(proxy.get("/home/1"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "price;ok, user;skipped, orders;skipped");
  }

  // --- each

  @Test
  void eachElementIsAskedForAndStandsInItsOrder(ProxyHarness proxy) {
    WireUpstream shop =
        shop(proxy).on(get("/orders/a").willReturn(okJson("{\"lines\":1}").withFixedDelay(60)));
    proxy.rules(
        home(
            """
            orders: { upstream: shop, path: /orders, keep: [total] }
            lines: { upstream: shop, path: "/orders/{each.id}", each: { of: orders.items, at-most: 2 } }
            """));

    assertThat(proxy.get("/home/1"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "orders;ok, lines;cut")
        .hasHeader("Cache-Control", "no-store")
        .hasBody("{\"orders\":{\"total\":9},\"lines\":[{\"lines\":1},{\"lines\":2}]}");
    assertThat(asked(shop)).hasSize(3);
  }

  @Test
  void anElementThatFailsIsLeftOutWhereThePartIsOptional(ProxyHarness proxy) {
    shop(proxy);
    proxy.rules(
        home(
            """
            orders: { upstream: shop, path: /orders, keep: [total] }
            lines: { upstream: shop, path: "/orders/{each}", each: orders.items.id, optional: true }
            """));

    assertThat(proxy.get("/home/1"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "orders;ok, lines;status-404")
        .hasBody("{\"orders\":{\"total\":9},\"lines\":[{\"lines\":1},{\"lines\":2}]}");
  }

  @Test
  void aBatchAsksOnceForEveryElementOnce(ProxyHarness proxy) {
    WireUpstream shop = shop(proxy);
    assertThat(
            body(
                proxy,
                home(
                    """
                    orders: { upstream: shop, path: /orders, keep: [total] }
                    echo: { upstream: shop, path: "/echo?ids={ids}", each: { of: orders.items.sku, batch: ids } }
                    """)))
        .isEqualTo("{\"orders\":{\"total\":9},\"echo\":true}");
    assertThat(asked(shop)).containsExactly("GET /orders", "GET /echo?ids=1,2");
  }

  /** A batch over items of these SKUs. */
  private static String batch(ProxyHarness proxy, String items, String more) {
    shop(proxy).on(get("/orders").willReturn(okJson("{\"items\":" + items + "}")));
    return home(
        "orders: { upstream: shop, path: /orders, keep: [none] }\n"
            + "echo: { upstream: shop, path: \"/echo?ids={ids}\", each: { of: orders.items.sku,"
            + " batch: ids, at-most: 3 }"
            + more
            + " }");
  }

  @Test
  void aBatchOfNothingAsksNobodyAndIsAnEmptyList(ProxyHarness proxy) {
    assertThat(body(proxy, batch(proxy, "[]", ""))).isEqualTo("{\"orders\":{},\"echo\":[]}");
  }

  @Test
  void aBatchTakesTheFirstElementsAndIsTheCutOne(ProxyHarness proxy) {
    WireUpstream shop = shop(proxy);
    shop.on(
        get("/orders")
            .willReturn(okJson("[{\"sku\":1},{\"sku\":\"a,b\"},{\"sku\":1},{\"sku\":4}]")));
    proxy.rules(
        home(
            """
            orders: { upstream: shop, path: /orders }
            echo: { upstream: shop, path: "/echo?ids={ids}", each: { of: orders.sku, batch: ids, at-most: 3 } }
            """));

    assertThat(proxy.get("/home/1"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "orders;ok, echo;cut")
        .hasHeader("Cache-Control", "no-store");
    // A comma of a value is none between two.
    assertThat(asked(shop)).containsExactly("GET /orders", "GET /echo?ids=1,a%2Cb");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{"sku":{}}]  | bad-value
          [{"sku":[[]]}] | bad-value
          """)
  void aBatchOfWhatIsNoTextFails(String items, String code, ProxyHarness proxy) {
    proxy.rules(batch(proxy, items, ", optional: true"));

    assertThat(proxy.get("/home/1"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "orders;ok, echo;" + code + ";omit");
  }

  @Test
  void aBatchThatFailsFailsAsAnyPart(ProxyHarness proxy) {
    String rules = batch(proxy, "[{\"sku\":1}]", ", default: { none: true }, flatten: true");
    proxy
        .upstream("shop")
        .on(get(urlPathEqualTo("/echo")).willReturn(aResponse().withStatus(503)))
        .on(get("/orders").willReturn(okJson("{\"items\":[{\"sku\":1}]}")));
    proxy.rules(rules);

    assertThat(proxy.get("/home/1"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "orders;ok, echo;status-503;default")
        .hasBody("{\"orders\":{},\"none\":true}");
  }

  @Test
  void whatIsNoArrayHasNoElements(ProxyHarness proxy) {
    shop(proxy);
    proxy.rules(
        home(
            """
            user: { upstream: shop, path: /user }
            lines: { upstream: shop, path: "/orders/{each}", each: user.name, default: [] }
            """));

    assertThat(proxy.get("/home/1"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "user;ok, lines;missing-value;default");
  }

  @Test
  void eachOfNothingIsAnEmptyListAndWell(ProxyHarness proxy) {
    WireUpstream shop = shop(proxy).on(get("/orders").willReturn(okJson("[]")));
    assertThat(
            body(
                proxy,
                home(
                    """
                    orders: { upstream: shop, path: /orders }
                    lines: { upstream: shop, path: "/orders/{each}", each: orders }
                    """)))
        .isEqualTo("{\"orders\":[],\"lines\":[]}");
    assertThat(asked(shop)).containsExactly("GET /orders");
  }

  // --- what is sent

  @Test
  void nothingOfTheClientIsPassedOnButTheTraceAndWhatTheRulesForward(ProxyHarness proxy) {
    WireUpstream shop = shop(proxy);
    proxy.rules(
        home(
            """
            user: { upstream: shop, path: /user, forward: [Authorization], headers: { X-From: home } }
            """));

    proxy.get(
        "/home/1",
        "Authorization: Bearer t",
        "Cookie: SESSION=1",
        "X-Secret: 1",
        "Accept-Encoding: gzip",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    Message asked = shop.received().getFirst();
    assertThat(asked.header("Authorization")).contains("Bearer t");
    assertThat(asked.header("X-From")).contains("home");
    assertThat(asked.header("Accept")).contains("application/json");
    assertThat(asked.header("traceparent").orElseThrow())
        .startsWith("00-0af7651916cd43dd8448eb211c80319c-");
    assertThat(asked.header("CDN-Loop")).contains(ProxyHarness.INSTANCE);
    for (String name : List.of("Cookie", "X-Secret", "Accept-Encoding")) {
      assertThat(asked.header(name)).as(name).isEmpty();
    }
  }

  @Test
  void bodiesAreTheRequestsOwnOrMadeByAnExpression(ProxyHarness proxy) {
    WireUpstream shop =
        proxy.upstream("shop").on(any(anyUrl()).willReturn(okJson("{\"n\":[1,2]}")));
    proxy.rules(
        home(
            """
            own: { upstream: shop, method: POST, path: /own, body: request }
            made: { upstream: shop, method: POST, path: /made, body: "{ 'sum': $sum(own.n) }" }
            """));

    assertThat(proxy.post("/home/1", "{\"a\":1}", "Content-Type: application/json")).hasStatus(200);
    assertThat(shop.received())
        .extracting(Message::text)
        .containsExactly("{\"a\":1}", "{\"sum\":3}");
    assertThat(shop.received())
        .extracting(one -> one.header("Content-Type").orElseThrow())
        .containsOnly("application/json");
    assertThat(proxy.post("/home/1", new byte[1024 * 1024 + 1]))
        .hasStatus(413)
        .hasCode("body-too-large");
  }

  @Test
  void aHeadIsAnsweredAsAGetWithoutItsBody(ProxyHarness proxy) {
    WireUpstream shop = shop(proxy);
    proxy.rules(home("echo: { upstream: shop, path: /echo }"));

    assertThat(proxy.exchange("HEAD", "/home/1", null))
        .hasStatus(200)
        .hasHeader("Content-Length", "13")
        .hasBody("");
    assertThat(asked(shop)).containsExactly("GET /echo");
  }

  @Test
  void whatIsNoReadingIsRefusedUnlessTheRouteNamesIt(ProxyHarness proxy) {
    WireUpstream shop = shop(proxy);
    proxy.rules(home("echo: { upstream: shop, path: /echo }"));

    assertThat(proxy.exchange("DELETE", "/home/1", null))
        .hasStatus(405)
        .hasCode("method-not-allowed")
        .hasHeader("Allow", "GET, HEAD");
    assertThat(shop).receivedNothing();
  }

  // --- seams

  @Test
  void partsOfASeamMoveTogetherAndAreRescued(ProxyHarness proxy) {
    WireUpstream old = proxy.upstream("old").on(any(anyUrl()).willReturn(okJson("\"old\"")));
    proxy.deadUpstream("new");
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, new: { url: "${new}", retry: 0 } }
        seams: { s: { from: old, to: new, weight: 50%, cohort: [cookie:C] } }
        routes:
          - match: /home
            aggregate:
              parts:
                a: { seam: s, path: /a }
                b: { seam: s, path: /b }
          - { match: /**, to: old }
        """);

    Message answer = proxy.get("/home");
    assertThat(answer).hasStatus(200).hasBody("{\"a\":\"old\",\"b\":\"old\"}");
    assertThat(answer.head().all("Set-Cookie")).hasSize(1);
    assertThat(answer.header("Set-Cookie").orElseThrow()).startsWith("figleaf_visitor=");
    assertThat(old).received(2);
  }

  @Test
  void partsOfASeamAreShadowedAsItsRoutesAre(ProxyHarness proxy) {
    proxy.upstream("old").on(any(anyUrl()).willReturn(okJson("1")));
    WireUpstream candidate = proxy.upstream("new").on(any(anyUrl()).willReturn(okJson("1")));
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, new: { url: "${new}" } }
        seams: { s: { from: old, to: new, weight: 0%, cohort: none, shadow: {} } }
        routes:
          - { match: /home, aggregate: { parts: { a: { seam: s, path: "/a?b={query.c}" } } } }
        """);

    assertThat(proxy.get("/home?c=1")).hasStatus(200).hasBody("{\"a\":1}");
    await().until(() -> candidate.received().size() == 1);
    assertThat(candidate.received().getFirst().target()).isEqualTo("/a?b=1");
    assertThat(candidate.received().getFirst().header("X-Figleaf-Shadow")).contains("true");
  }

  @Test
  void partsHaveFiguresOfTheirOwn(ProxyHarness proxy) {
    shop(proxy).on(get(urlEqualTo("/bad")).willReturn(aResponse().withStatus(503)));
    proxy.rules(
        home(
            """
            echo: { upstream: shop, path: /echo }
            bad: { upstream: shop, path: /bad, optional: true }
            """));

    proxy.get("/home/1");
    proxy.awaitQuiet();
    assertThat(proxy.metric("figleaf_parts_total", "part=\"echo\"", "code=\"ok\"")).isEqualTo(1);
    assertThat(proxy.metric("figleaf_parts_total", "part=\"bad\"", "code=\"status-5xx\""))
        .isEqualTo(1);
    assertThat(proxy.metric("figleaf_requests_total", "route=\"/home/{id}\"")).isEqualTo(1);
  }
}
