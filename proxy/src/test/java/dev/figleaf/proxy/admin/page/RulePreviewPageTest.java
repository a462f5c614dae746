package dev.figleaf.proxy.admin.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.proxy.admin.view.ProblemView;
import dev.figleaf.proxy.traffic.TrafficDiff;
import dev.figleaf.proxy.traffic.TrafficDiff.Destination;
import dev.figleaf.rules.RuleTexts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page on which rule files are typed over to see what that would change. */
class RulePreviewPageTest {
  private static final TrafficDiff TRAFFIC =
      new TrafficDiff(
          45,
          900,
          1_000,
          230,
          0,
          40,
          List.of(
              new TrafficDiff.Move(
                  new Destination("list", "monolith"),
                  new Destination("list", "<catalog>"),
                  true,
                  230,
                  List.of("GET shop/api/catalog/items?<x>"))),
          List.of(new TrafficDiff.SeamShift("catalog", 300, 90)),
          List.of("/never/**"),
          List.of(new TrafficDiff.Load("catalog", 4, 12, 0.2, 0.5)),
          List.of(new TrafficDiff.Reason("the header X-Group", 40)),
          List.of("Retries are not counted."));

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<RuleTexts> asked = new CopyOnWriteArrayList<>();
  private DeskServer server;

  @BeforeEach
  void serve() throws Exception {
    server = new DeskServer(0, DeskServer.ticking(), null).furnished();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private Document send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = client.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  private HttpRequest.Builder at() {
    return HttpRequest.newBuilder(URI.create(server.url("/preview")));
  }

  private Document type(String text) throws IOException, InterruptedException {
    String form = "file%3Ashop.yaml=" + URLEncoder.encode(text, UTF_8) + "&file%3Aold.yaml=+";
    return send(at().POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private static Element area(Document page) {
    return page.select("textarea").getFirst();
  }

  private void answering(DiffView diff) {
    server.rulePreview =
        files -> {
          asked.add(files);
          return diff;
        };
  }

  private static DiffView good(TrafficDiff traffic) {
    var change =
        new DiffView.RuleChange(
            "changed", "seams.catalog.weight", "20%", "60%", "shop.yaml:6:50", "20% becomes 60%");
    return new DiffView(
        true, List.of(), List.of(change), traffic, traffic.movedShare(), null, null);
  }

  @Test
  void theLiveFilesAreThereToBeTypedOver() throws Exception {
    Element area = area(send(at()));
    assertThat(area.attr("name")).isEqualTo("file:shop.yaml");
    assertThat(area.wholeText().strip()).isEqualTo(DeskServer.RULES.replace("5%", "20%").strip());
  }

  @Test
  void whatWasTypedIsReadAsFilesAndAnEmptyOneIsGone() throws Exception {
    answering(good(TRAFFIC));
    type("version: 1\r\n  \r\n# end\r\n");
    assertThat(asked).containsExactly(RuleTexts.of(Map.of("shop.yaml", "version: 1\n  \n# end\n")));
    assertThat(server.operations.state().revision()).isEqualTo(2);
  }

  @Test
  void whatTheyWouldMoveIsTold() throws Exception {
    answering(good(TRAFFIC));
    String told = type("version: 1").select("#told").text();
    assertThat(told)
        .contains(
            "What they would change",
            "20% becomes 60% shop.yaml:6:50",
            "Of the last 1,000 requests, 230 (24%) would be answered by somebody else.",
            "230 monolith list <catalog> list GET shop/api/catalog/items?<x>",
            "catalog: 90 of 300 known clients would change side.",
            "catalog 4.0/s → 12/s",
            "No recorded request takes this route: /never/**",
            "40 requests cannot be told of, because this is not recorded: the header X-Group",
            "Retries are not counted.");
  }

  @Test
  void whatIsWrongIsSaidWithItsPlaceAndTheTextStays() throws Exception {
    answering(
        new DiffView(
            false,
            List.of(
                new ProblemView(
                    "error", "shop.yaml", 6, 51, "seams.catalog.weight", "120% is more than 100%")),
            List.of(),
            null,
            null,
            null,
            null));
    Document page = type("weight: 120%");
    assertThat(page.select("#told").text())
        .contains(
            "They would be refused", "shop.yaml:6:51 seams.catalog.weight: 120% is more than 100%");
    assertThat(area(page).wholeText().strip()).isEqualTo("weight: 120%");
  }

  @Test
  void withoutTrafficTheRulesAreComparedAllTheSame() throws Exception {
    answering(
        good(
            new TrafficDiff(
                0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of())));
    assertThat(type("version: 1").select("#told").text())
        .contains("20% becomes 60%", "No request is recorded, so nothing can be told of any.");
  }

  @Test
  void moreThanAPageHoldsIsLeftToTheCommandLine() throws Exception {
    answering(good(TRAFFIC));
    Document page = type("#".repeat(1_000_001));
    assertThat(page.select("textarea")).isEmpty();
    assertThat(page.text()).contains("figleaf diff FOLDER");
  }
}
