package dev.figleaf.proxy.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.shadow.report.SampleEvidence;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
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
        List.of("/seams/catalog", "/preview", "/history/1", "/panic", difference())) {
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
}
