package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.harness.LogLines;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard on the listener: who is let in, and what may be sent. */
class DeskPagesTest {
  private static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
  private static final String EVE = "Authorization: Bearer eve-eve-eve-eve-eve";

  private final DeskFixture open = new DeskFixture();
  private final DeskFixture closed =
      new DeskFixture(
          new AdminServer.Options(
              "127.0.0.1",
              0,
              new AdminTokens(
                  List.of(new AdminTokens.Token("eve", Role.VIEWER, "eve-eve-eve-eve-eve"))),
              List.of()));

  DeskPagesTest() throws TimeoutException {}

  @AfterEach
  void stop() throws TimeoutException {
    open.close();
    closed.close();
  }

  @Test
  void browsersGetThePageAndScriptsTheIndex() throws IOException {
    var page = open.admin.get("/", BROWSER);
    assertThat(page.header("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.header("Vary")).contains("Accept, HX-Request");
    assertThat(page.body()).contains("<title>Seams · Figleaf</title>", "/seams/catalog");
    assertThat(open.admin.get("/").json().getJsonArray("endpoints")).isNotEmpty();
  }

  /** htmx accepts whatever comes, and says its name. */
  @Test
  void aPageThatIsKeptFreshGetsFragmentsAndNoIndex() throws IOException {
    var news = open.admin.get("/?live=0", "Accept: */*", "HX-Request: true");
    assertThat(news.header("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(news.header("Vary")).contains("Accept, HX-Request");
    assertThat(news.body()).contains("id=\"standing-catalog\"").doesNotContain("<html");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/seams/catalog",
        "/upstreams",
        "/upstreams/catalog",
        "/routes",
        "/routes?method=GET&url=/api/catalog/7",
        "/history",
        "/history/1",
        "/panic",
        "/login",
        "/?live=0"
      })
  void everyPageStandsOnTheListener(String path) throws IOException {
    assertThat(open.admin.get(path).status()).isEqualTo(200);
  }

  @Test
  void noSecretOfTheRulesIsOnThePageOfRoutes() throws IOException {
    assertThat(open.admin.get("/routes").body())
        .contains("/api/catalog/**")
        .doesNotContain(SampleRules.SECRET);
  }

  @Test
  void aFormChangesWhatIsLive() throws IOException {
    var reply = open.admin.form("/panic", "because=red&by=ann");
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Location")).contains("/?done=2");
    assertThat(open.operations.state().panic()).isNotNull();
    assertThat(open.operations.state().panic().author().from()).isEqualTo("api 127.0.0.1");
  }

  @Test
  void anOrderByAFormIsSeenInTheApiAndAudited() throws IOException {
    try (var said = LogLines.of(Audit.class)) {
      String form = "order=drain&endpoint=127.0.0.1%3A3&because=new+disk&by=ann";
      var reply = open.admin.form("/upstreams/catalog/endpoints", form);
      assertThat(reply.status()).isEqualTo(303);
      assertThat(reply.header("Location")).contains("/upstreams/catalog");
      assertThat(said.lines())
          .containsExactly(
              "INFO endpoint drained because=\"new disk\" by=ann endpoint=127.0.0.1:3"
                  + " from=\"api 127.0.0.1\" upstream=catalog");
    }
    var endpoints = open.admin.get("/api/upstreams/catalog").json().getJsonArray("endpoints");
    assertThat(endpoints.getJsonObject(0).getBoolean("drained")).isFalse();
    assertThat(endpoints.getJsonObject(1).getBoolean("drained")).isTrue();
  }

  @Test
  void theBreakerIsResetByAFormAndAudited() throws IOException {
    try (var said = LogLines.of(Audit.class)) {
      var reply = open.admin.form("/upstreams/catalog/breaker", "by=ann");
      assertThat(reply.status()).isEqualTo(303);
      assertThat(said.lines())
          .containsExactly("INFO breaker reset by=ann from=\"api 127.0.0.1\" upstream=catalog");
    }
  }

  /** The same sentences, whoever asks. */
  @ParameterizedTest
  @CsvSource({
    "catalog/endpoints, order=drain&endpoint=127.0.0.1:9, catalog/endpoints/127.0.0.1:9/drain",
    "monolith/endpoints, order=drain&endpoint=127.0.0.1:1, monolith/endpoints/127.0.0.1:1/drain",
    "monolith/breaker, '', monolith/breaker/reset",
    "nobody/breaker, '', nobody/breaker/reset"
  })
  void formsAreRefusedAsTheApiRefuses(String path, String form, String api) throws IOException {
    var problem = open.admin.post("/api/upstreams/" + api, "{}");
    var page = open.admin.form("/upstreams/" + path, form);
    assertThat(page.status()).isEqualTo(problem.status());
    assertThat(page.body()).contains(problem.json().getString("detail"));
  }

  @Test
  void aFormThatNobodySaysIsOursIsRefused() throws IOException {
    String form = "application/x-www-form-urlencoded";
    assertThat(open.admin.send("POST", "/panic", form, "because=x").status()).isEqualTo(413);
    assertThat(
            open.admin
                .send("POST", "/panic", form, "because=x", "Origin: http://evil.example")
                .status())
        .isEqualTo(403);
    assertThat(open.operations.state().panic()).isNull();
  }

  @Test
  void aFormBeyondSixteenKibibytesIsRefused() throws IOException {
    assertThat(open.admin.form("/panic", "because=" + "x".repeat(16_400)).status()).isEqualTo(413);
  }

  @Test
  void whoHasNoTokenIsShownWhereToGiveOne() throws IOException {
    var reply = closed.admin.get("/history", BROWSER);
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Location")).contains("/login");
    var login = closed.admin.get("/login", BROWSER);
    assertThat(login.body()).contains("Sign in").doesNotContain("catalog");
    String css = login.body().replaceAll("(?s).*(/assets/desk-[0-9a-f]+\\.css).*", "$1");
    assertThat(closed.admin.get(css).status()).isEqualTo(200);
  }

  @Test
  void aPageThatStaysOpenLongerThanItsSessionGoesToTheSignIn() throws IOException {
    var reply = closed.admin.get("/?live=1", "HX-Request: true");
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("HX-Redirect")).contains("/login");
  }

  @Test
  void aViewerIsShownEverythingAndChangesNothing() throws IOException {
    assertThat(closed.admin.get("/seams/catalog", EVE).body())
        .contains("Your token lets you look")
        .doesNotContain("method=\"post\"");
    assertThat(closed.admin.form("/panic", "because=x", EVE).status()).isEqualTo(403);
    assertThat(closed.admin.form("/upstreams/catalog/breaker", "", EVE).status()).isEqualTo(403);
  }
}
