package dev.figleaf.proxy;

import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Parts whose answers are kept. */
@ProxyTest
class AggregateCacheTest {

  private static String answer(String headers, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(headers, body.length(), body);
  }

  /** An upstream whose bodies count the requests that it answered. */
  private static RawUpstream counting(ProxyHarness proxy, String headers) {
    var count = new AtomicInteger();
    return proxy.rawUpstream(
        "shop",
        connection ->
            connection.forEachRequest(
                (_, socket) -> socket.send(answer(headers, "" + count.incrementAndGet()))));
  }

  private static String home(String parts) {
    return """
    version: 1
    upstreams: { shop: { url: "${shop}", retry: 0 } }
    routes:
      - name: home
        match: /home
        aggregate:
          parts:
    %s
      - { match: /**, to: shop }
    """
        .formatted(parts.strip().indent(8));
  }

  @Test
  void aPartThatIsKeptTouchesNoUpstreamAndTheOthersAreAsked(ProxyHarness proxy) {
    RawUpstream shop = counting(proxy, "Cache-Control: max-age=60\r\n");
    proxy.rules(
        home(
            """
            user: { upstream: shop, path: /user }
            picks: { upstream: shop, path: "/picks?user={user}", cache: {} }
            menu: { upstream: shop, path: /menu, cache: 30s }
            """));

    assertThat(proxy.get("/home"))
        .hasStatus(200)
        .hasHeader("X-Figleaf-Parts", "user;ok, picks;ok;miss, menu;ok;miss")
        .hasNoHeader("Cache-Status")
        .hasHeader("Cache-Control", "max-age=60");
    Message second = proxy.get("/home");
    assertThat(second)
        .hasStatus(200)
        // What is asked for another user is another answer.
        .hasHeader("X-Figleaf-Parts", "user;ok, picks;ok;miss, menu;ok;hit");
    assertThat(second).header("Cache-Control").matches("max-age=(59|60)");
    assertThat(shop).received(5);
    proxy.awaitQuiet();
    assertThat(
            proxy.metric(
                "figleaf_cache_requests_total", "route=\"home part menu\"", "result=\"hit\""))
        .isEqualTo(1);
    assertThat(proxy.metric("figleaf_parts_total", "part=\"menu\"", "code=\"ok\"")).isEqualTo(2);
  }

  @Test
  void whatIsKeptIsShapedAndNeededAsIfItHadJustCome(ProxyHarness proxy) {
    RawUpstream shop =
        proxy.rawUpstream(
            "shop",
            connection ->
                connection.forEachRequest(
                    (_, socket) -> socket.send(answer("", "{\"id\":7,\"name\":\"Ada\"}"))));
    proxy.rules(
        home(
            """
            user: { upstream: shop, path: /user, keep: [name], cache: 30s }
            more: { upstream: shop, path: "/more/{user.id}", keep: [id] }
            """));

    for (String parts : List.of("user;ok;miss, more;ok", "user;ok;hit, more;ok")) {
      assertThat(proxy.get("/home"))
          .hasHeader("X-Figleaf-Parts", parts)
          .hasBody("{\"user\":{\"name\":\"Ada\"},\"more\":{\"id\":7}}");
    }
    assertThat(shop).received(3);
  }

  @Test
  void whatTheAnswerForbidsIsNotKept(ProxyHarness proxy) {
    RawUpstream shop = counting(proxy, "Cache-Control: no-store\r\n");
    proxy.rules(home("menu: { upstream: shop, path: /menu, cache: 30s }"));

    for (int i = 0; i < 2; i++) {
      assertThat(proxy.get("/home"))
          .hasHeader("X-Figleaf-Parts", "menu;ok;miss")
          .hasHeader("Cache-Control", "no-store");
    }
    assertThat(shop).received(2);
  }

  @Test
  void headersThatVaryChooseAmongAnswers(ProxyHarness proxy) {
    RawUpstream shop = counting(proxy, "");
    proxy.rules(
        home(
            "menu: { upstream: shop, path: /menu, forward: [X-Lang], cache: { ttl: 30s, vary:"
                + " [X-Lang] } }"));

    assertThat(proxy.get("/home", "X-Lang: de")).hasBody("{\"menu\":1}");
    assertThat(proxy.get("/home", "X-Lang: en")).hasBody("{\"menu\":2}");
    assertThat(proxy.get("/home", "X-Lang: de")).hasBody("{\"menu\":1}");
    assertThat(shop).received(2);
  }

  @Test
  void eachElementIsKeptByItself(ProxyHarness proxy) {
    RawUpstream shop =
        proxy.rawUpstream(
            "shop",
            connection ->
                connection.forEachRequest(
                    (request, socket) ->
                        socket.send(
                            answer(
                                "",
                                request.target().equals("/all?b=2")
                                    ? "[2,3]"
                                    : request.target().startsWith("/all") ? "[1,2]" : "0"))));
    proxy.rules(
        home(
            """
            all: { upstream: shop, path: "/all?b={query.b}" }
            ones: { upstream: shop, path: "/one/{each}", each: all, cache: 30s }
            """));

    assertThat(proxy.get("/home?b=1")).hasHeader("X-Figleaf-Parts", "all;ok, ones;ok;miss");
    assertThat(proxy.get("/home?b=1")).hasHeader("X-Figleaf-Parts", "all;ok, ones;ok;hit");
    assertThat(proxy.get("/home?b=2")).hasHeader("X-Figleaf-Parts", "all;ok, ones;ok;mixed");
    assertThat(shop).received(6);
  }

  @Test
  void manyWhoNeedThePartAtOnceAskForItOnce(ProxyHarness proxy) throws Exception {
    var gate = new CountDownLatch(1);
    RawUpstream shop =
        proxy.rawUpstream(
            "shop",
            connection ->
                connection.forEachRequest(
                    (_, socket) -> {
                      gate.await(10, TimeUnit.SECONDS);
                      socket.send(answer("", "1"));
                    }));
    proxy.eventLoops(2).rules(home("menu: { upstream: shop, path: /menu, cache: 30s }"));

    var clients = new ArrayList<RawSocket>();
    for (int i = 0; i < 20; i++) {
      clients.add(proxy.connect().send(proxy.headOf("GET", "/home", -1)));
    }
    await().untilAsserted(() -> assertThat(proxy.facade().events().inFlight()).isEqualTo(20));
    await().untilAsserted(() -> assertThat(shop).received(1));
    // The one who asked may leave: the others wait for what it asked for.
    clients.removeFirst().reset();
    gate.countDown();
    for (RawSocket client : clients) {
      assertThat(client.readAnswer()).hasStatus(200).hasBody("{\"menu\":1}");
      client.close();
    }
    assertThat(shop).received(1);
  }

  @Test
  void whatIsStaleStandsInForAnUpstreamThatFails(ProxyHarness proxy) {
    var ill = new AtomicBoolean();
    proxy.rawUpstream(
        "shop",
        connection ->
            connection.forEachRequest(
                (_, socket) ->
                    socket.send(
                        ill.get()
                            ? "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
                            : answer("Cache-Control: max-age=0\r\n", "1"))));
    proxy.rules(
        home("menu: { upstream: shop, path: /menu, cache: { ttl: 30s, stale-if-error: 1m } }"));

    assertThat(proxy.get("/home")).hasHeader("X-Figleaf-Parts", "menu;ok;miss");
    ill.set(true);
    assertThat(proxy.get("/home"))
        .hasStatus(200)
        .hasBody("{\"menu\":1}")
        .hasHeader("X-Figleaf-Parts", "menu;ok;stale-error")
        .hasHeader("Cache-Control", "max-age=0");
  }

  @Test
  void anUpstreamThatSaysNothingChangedIsBelieved(ProxyHarness proxy) {
    RawUpstream shop =
        proxy.rawUpstream(
            "shop",
            connection ->
                connection.forEachRequest(
                    (request, socket) ->
                        socket.send(
                            request.header("If-None-Match").isPresent()
                                ? "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"
                                : answer("ETag: \"1\"\r\nCache-Control: no-cache\r\n", "1"))));
    proxy.rules(home("menu: { upstream: shop, path: /menu, cache: {} }"));

    assertThat(proxy.get("/home")).hasHeader("X-Figleaf-Parts", "menu;ok;miss");
    assertThat(proxy.get("/home"))
        .hasBody("{\"menu\":1}")
        .hasHeader("X-Figleaf-Parts", "menu;ok;revalidated");
    assertThat(shop).received(2);
  }

  @Test
  void whatChangesAnAddressThrowsAwayWhatPartsKeepOfIt(ProxyHarness proxy) {
    RawUpstream shop = counting(proxy, "");
    proxy.rules(home("menu: { upstream: shop, path: /menu, cache: 30s }"));

    assertThat(proxy.get("/home")).hasBody("{\"menu\":1}");
    assertThat(proxy.post("/menu", "x")).hasStatus(200);
    assertThat(proxy.get("/home")).hasBody("{\"menu\":3}");
    assertThat(shop).received(3);
  }

  @Test
  void aPartThatChangesSomethingThrowsAwayWhatIsKeptOfIt(ProxyHarness proxy) {
    counting(proxy, "");
    proxy.rules(
        home(
            """
            menu: { upstream: shop, path: /menu, cache: 30s }
            order: { upstream: shop, path: "/{query.to}", method: POST, body: "{ 'menu': menu }" }
            """));

    assertThat(proxy.get("/home?to=else")).hasBody("{\"menu\":1,\"order\":2}");
    assertThat(proxy.get("/home?to=menu")).hasBody("{\"menu\":1,\"order\":3}");
    assertThat(proxy.get("/home?to=menu")).hasBody("{\"menu\":4,\"order\":5}");
  }

  @Test
  void aReloadThatChangesThePartBeginsEmpty(ProxyHarness proxy) {
    counting(proxy, "");
    proxy.rules(home("menu: { upstream: shop, path: /menu, cache: 30s }"));
    assertThat(proxy.get("/home")).hasBody("{\"menu\":1}");

    proxy.reload(home("menu: { upstream: shop, path: /menu, cache: 30s }") + "tests: []\n");
    assertThat(proxy.get("/home")).hasBody("{\"menu\":1}");
    proxy.reload(home("menu: { upstream: shop, path: /menu, forward: [X-A], cache: 30s }"));
    assertThat(proxy.get("/home")).hasBody("{\"menu\":2}");
  }

  @Test
  void aSideOfASeamNeverAnswersForTheOther(ProxyHarness proxy) {
    proxy.answering("old", answer("", "\"old\""));
    proxy.answering("new", answer("", "\"new\""));
    proxy.rules(
        """
        version: 1
        upstreams: { old: { url: "${old}" }, new: { url: "${new}" } }
        seams: { s: { from: old, to: new, weight: 50%, cohort: [header:X-U] } }
        routes:
          - { match: /home, aggregate: { parts: { a: { seam: s, path: /a, cache: 30s } } } }
        """);

    var bodies = new ArrayList<String>();
    for (int round = 0; round < 2; round++) {
      for (int user = 0; user < 12; user++) {
        bodies.add(proxy.get("/home", "X-U: " + user).text());
      }
    }
    assertThat(bodies.subList(0, 12)).contains("{\"a\":\"old\"}", "{\"a\":\"new\"}");
    assertThat(bodies.subList(12, 24)).isEqualTo(bodies.subList(0, 12));
  }
}
