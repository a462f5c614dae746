package dev.figleaf.proxy.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.proxy.shadow.report.SampleEvidence;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages as they are sent. */
class PagesTest {
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path folder;
  private DeskServer server;

  @BeforeEach
  void serve() throws Exception {
    server = new DeskServer(0, DeskServer.ticking(), DeskServer.evidence(folder)).furnished();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(server.url(path))).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String form)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(server.url(path)))
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private Document page(String path) throws IOException, InterruptedException {
    return Jsoup.parse(get(path).body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/seams/catalog",
        "/upstreams",
        "/upstreams/catalog",
        "/routes",
        "/preview",
        "/history",
        "/inventory",
        "/sunset",
        "/panic",
        "/login"
      })
  void aPageAsksNobodyElseAndHasNoScriptWithinIt(String path) throws Exception {
    var answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValue(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
                + " base-uri 'none'");
    Document page = Jsoup.parse(answer.body());
    assertThat(page.select("[style], style, script:not([src])")).isEmpty();
    assertThat(page.getAllElements())
        .flatMap(element -> element.attributes().asList())
        .noneMatch(attribute -> attribute.getKey().startsWith("on"));
    List<String> wanted = page.select("[src], link[href]").eachAttr("abs:src");
    assertThat(wanted).noneMatch(url -> url.startsWith("http"));
    for (Element needed : page.select("script, link, img")) {
      String at = needed.hasAttr("src") ? needed.attr("src") : needed.attr("href");
      assertThat(get(at).headers().firstValue("Cache-Control"))
          .hasValue("max-age=31536000, immutable");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/seams/nobody, The live rules have no seam nobody.",
    "/upstreams/nobody, The live rules name no such upstream.",
    "/history/99, The history has no such revision.",
    "/history/x, The history has no such revision.",
    "/shadow/differences/0123, There is no difference 0123."
  })
  void whatIsNotThereIsSaidOnAPage(String path, String sentence) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
    assertThat(page(path).text()).contains(sentence);
  }

  @Test
  void withoutSeamsItSaysHowToBegin() throws Exception {
    server.desk.written = List.of();
    assertThat(page("/").select(".empty").text()).contains("No seams yet", "weight: 0%");
  }

  @Test
  void aSeamThatIsNotComparedSaysHowItWouldBe() throws Exception {
    assertThat(page("/seams/checkout").text())
        .contains("not compared", "Nothing is compared.", "no traffic in the last minute");
  }

  @Test
  void adviceSaysThatItIsAdviceAndWhy() throws Exception {
    assertThat(page("/inventory").select(".advice .panel").text())
        .contains("/api/orders 62 of 100", "16% of its calls may change something");
    assertThat(page("/inventory").text()).contains("and no verdict");
  }

  @Test
  void whatNobodyCallsIsShownWithItsLastCallers() throws Exception {
    assertThat(page("/sunset?days=90").text())
        .contains("not watched long enough", "GET /legacy/<b>report</b>", "curl/8.5 <x>", "never");
    assertThat(page("/sunset").text()).doesNotContain("not watched long enough");
  }

  @Test
  void aStoreThatIsDownIsSaidAndStopsNothing() throws Exception {
    server.operations.keeping =
        new dev.figleaf.proxy.control.RuleOperations.Keeping(false, false, 3);
    assertThat(page("/").select(".banner").text())
        .contains("The store cannot be reached.", "3 events wait on disk");
    assertThat(post("/panic", "because=x").statusCode()).isEqualTo(303);
  }

  @Test
  void whoMayOnlyLookIsShownNoFormAndRefused() throws Exception {
    server.visitor = new Visitor("grafana", "api 127.0.0.1", false);
    for (String path :
        List.of(
            "/seams/catalog",
            "/upstreams/catalog",
            "/preview",
            "/history/1",
            "/panic",
            difference())) {
      assertThat(page(path).select("form[method=post]")).as(path).isEmpty();
    }
    assertThat(post("/panic", "").statusCode()).isEqualTo(403);
    assertThat(post("/seams/catalog/override", "weight=1&because=x").statusCode()).isEqualTo(403);
    assertThat(post(difference() + "/accept", "because=x&until=2w").statusCode()).isEqualTo(403);
    assertThat(server.operations.state().revision()).isEqualTo(2);
  }

  /** As the API does: files may hold what their owner wrote into them in plain text. */
  @Test
  void whoMayOnlyLookIsShownNoRuleFile() throws Exception {
    assertThat(page("/history/2").select(".file").text()).contains("weight: 20%");
    server.visitor = new Visitor("grafana", "api 127.0.0.1", false);
    for (String path : List.of("/history/1", "/history/2")) {
      assertThat(page(path).select(".file")).as(path).isEmpty();
    }
    assertThat(page("/history/2").text())
        .contains("weight 5% → 20%", "The text of rule files takes an operator's token.");
  }

  private static String difference() {
    return "/shadow/differences/" + SampleEvidence.priceId();
  }

  @Test
  void aTokensNameGoesIntoTheHistory() throws Exception {
    server.visitor = new Visitor("ann", "api 10.0.0.1", true);
    assertThat(page("/panic").select("[name=by]")).isEmpty();
    post("/panic", "by=mallory&because=red");
    var event = server.operations.history(0, 1).getFirst();
    assertThat(event.author().by()).isEqualTo("ann");
    assertThat(event.author().from()).isEqualTo("api 10.0.0.1");
    assertThat(event.author().because()).isEqualTo("red");
  }

  @ParameterizedTest
  @CsvSource({
    "weight=&because=x, the weight is missing",
    "weight=x&because=x, is not a percentage",
    "weight=5&because=, the reason is missing",
    "weight=5&because=x&for=soon, is not a duration",
    "weight=0.0001&because=x, finer than the smallest step"
  })
  void anOverrideThatIsNoneChangesNothingAndSaysWhy(String form, String fault) throws Exception {
    var answer = post("/seams/catalog/override", form);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(Jsoup.parse(answer.body()).select(".fault").text()).contains(fault);
    assertThat(server.operations.state().revision()).isEqualTo(2);
  }

  @Test
  void whatIsLongerThanTheHistoryKeepsIsRefused() throws Exception {
    var answer = post("/panic", "because=" + "x".repeat(501));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("the reason is longer than 500 characters");
  }

  @Test
  void aPanicThatIsOnAlreadyIsSaid() throws Exception {
    post("/panic", "");
    var answer = post("/panic", "");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("A panic is on already.");
  }

  @Test
  void freshFiguresLeaveOutWhatDidNotChange() throws Exception {
    assertThat(page("/?live=2").select("#banners, #seams")).isEmpty();
    assertThat(page("/?live=2").select("#standing-catalog, #status")).hasSize(2);
    assertThat(page("/?live=1").select("#banners, #seams, #lately")).hasSize(3);
  }

  @Test
  void aFormWithTooManyFieldsIsReadAsFarAsItIsBounded() throws Exception {
    assertThat(post("/panic", "a=b&".repeat(5_000)).statusCode()).isEqualTo(303);
  }

  @Test
  void aFormThatCannotBeReadIsAnEmptyOne() throws Exception {
    assertThat(post("/seams/catalog/override", "weight=%zz").statusCode()).isEqualTo(422);
  }

  @Test
  void upstreamsLeadToPagesOfTheirOwn() throws Exception {
    assertThat(page("/upstreams").select("h2 a").eachAttr("href"))
        .containsExactly("/upstreams/catalog", "/upstreams/monolith");
    Document page = page("/upstreams/catalog");
    assertThat(page.select("h1").text()).isEqualTo("catalog");
    assertThat(page.select(".standing").text())
        .contains("breaker half open", "10.0.0.8:8082", "ejected drained");
    assertThat(page.select("nav [aria-current]").text()).isEqualTo("Upstreams");
    assertThat(page.select("#endpoint option").eachText())
        .containsExactly("10.0.0.7:8082", "10.0.0.8:8082");
    assertThat(page.select("[name=order]").eachAttr("value"))
        .containsExactly("drain", "restore", "eject");
    assertThat(page.select(".panel").text()).contains("until this process ends");
  }

  @Test
  void formsOfAnUpstreamStandOutsideOfWhatIsReplaced() throws Exception {
    Document whole = page("/upstreams/catalog");
    assertThat(whole.select(".standing form")).isEmpty();
    assertThat(whole.select("form[method=post]")).hasSize(2);
    assertThat(whole.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
    assertThat(whole.select("label[for]").eachAttr("for"))
        .isNotEmpty()
        .allSatisfy(id -> assertThat(whole.getElementById(id)).as(id).isNotNull());
    Document news = page("/upstreams/catalog?live=2");
    assertThat(news.select("form, h1, #main")).isEmpty();
    assertThat(news.select("#standing-catalog[hx-swap-oob]")).hasSize(1);
  }

  @Test
  void freshFiguresOfUpstreamsLeaveTheirHeadingsAsTheyAre() throws Exception {
    assertThat(page("/upstreams?live=2").select(".standing[hx-swap-oob]")).hasSize(2);
    assertThat(page("/upstreams?live=2").select("h2, #upstreams")).isEmpty();
    assertThat(page("/upstreams?live=1").select("#upstreams[hx-swap-oob] h2")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"drain, well drained", "eject, ejected", "restore, well"})
  void anEndpointDoesWhatItIsTold(String order, String state) throws Exception {
    var answer =
        post("/upstreams/monolith/endpoints", "endpoint=10.0.0.8:8082&by=ann&order=" + order);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue("/upstreams/monolith");
    assertThat(page("/upstreams/monolith").select(".rows [role=row]:last-child .tag").text())
        .isEqualTo(state);
    assertThat(server.orders.told())
        .containsExactly(order.toUpperCase(Locale.ROOT) + " 10.0.0.8:8082 of monolith by ann");
  }

  @Test
  void aBreakerIsReset() throws Exception {
    var answer = post("/upstreams/catalog/breaker", "because=it+is+up&by=ann");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(page("/upstreams/catalog").select(".standing").text()).contains("breaker closed");
    assertThat(server.orders.told()).containsExactly("RESET catalog by ann");
  }

  @Test
  void aBreakerThatTheRulesDisableIsNotThereToReset() throws Exception {
    var catalog = server.desk.upstreams.getFirst();
    var disabled = new UpstreamView.BreakerView("disabled", null, 0, 0, 0, null, null);
    server.desk.upstreams =
        List.of(new UpstreamView("catalog", disabled, catalog.bulkhead(), catalog.endpoints()));
    assertThat(page("/upstreams/catalog").select("form[action$=/breaker]")).isEmpty();
    var answer = post("/upstreams/catalog/breaker", "");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(Jsoup.parse(answer.body()).select(".fault").text())
        .isEqualTo("Its breaker is disabled by the rules.");
  }

  @ParameterizedTest
  @CsvSource({
    "order=drain&endpoint=10.0.0.9:1, 404, catalog has no endpoint 10.0.0.9:1.",
    "order=drain&endpoint=10.0.0.7:8082, 422, nobody would answer",
    "order=drain, 422, the endpoint is missing",
    "order=stop&endpoint=10.0.0.7:8082, 422, 'Drain, restore or eject it.'",
    "endpoint=10.0.0.7:8082, 422, 'Drain, restore or eject it.'"
  })
  void anOrderThatCannotBeFollowedIsSaidOnTheFormAsItWasTyped(String form, int status, String fault)
      throws Exception {
    var answer = post("/upstreams/catalog/endpoints", form + "&because=new+disk");
    assertThat(answer.statusCode()).isEqualTo(status);
    Document page = Jsoup.parse(answer.body());
    assertThat(page.select(".fault").text()).contains(fault);
    assertThat(page.select(".fault")).hasSize(1);
    assertThat(page.select("#because").val()).isEqualTo("new disk");
    assertThat(page.select("#breaker-because").val()).isEmpty();
    assertThat(server.orders.told()).isEmpty();
  }

  @Test
  void whoMayOnlyLookTellsUpstreamsNothing() throws Exception {
    server.visitor = new Visitor("grafana", "api 127.0.0.1", false);
    assertThat(page("/upstreams/catalog").select(".panel").text())
        .contains("Your token lets you look;");
    for (String path : List.of("/endpoints", "/breaker")) {
      String form = "order=drain&endpoint=10.0.0.8:8082";
      assertThat(post("/upstreams/catalog" + path, form).statusCode()).isEqualTo(403);
    }
    assertThat(server.orders.told()).isEmpty();
  }

  @Test
  void anUpstreamThatIsNotLiveIsToldNothing() throws Exception {
    for (String path : List.of("/endpoints", "/breaker")) {
      var answer = post("/upstreams/nobody" + path, "order=drain&endpoint=a");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("The live rules name no such upstream.");
    }
  }
}
