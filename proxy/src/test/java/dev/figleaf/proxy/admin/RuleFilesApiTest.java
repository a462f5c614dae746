package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of other times, and rules that are not live yet. */
class RuleFilesApiTest {
  private static final String GOOD =
      "version: 1\nupstreams: { a: { url: 'http://127.0.0.1:1' } }\nroutes: [{ match: /**, to: a }]\n";

  private final DeskFixture desk;
  private final AdminClient admin;

  RuleFilesApiTest() throws TimeoutException {
    desk = new DeskFixture();
    admin = desk.admin;
    desk.operations.add(Author.FILES, new Change.Panicked());
  }

  @AfterEach
  void stop() throws TimeoutException {
    desk.close();
  }

  @ParameterizedTest
  @CsvSource({
    "revision=1,1,2026-01-02T03:04:06Z",
    "revision=2,2,2026-01-02T03:04:07Z",
    "at=2026-01-02T03:04:06.500Z,1,2026-01-02T03:04:06Z",
    "at=2027-01-02T03:04:06Z,2,2026-01-02T03:04:07Z"
  })
  void rulesOfAnotherTimeAreShownAsThoseOfNow(String query, int revision, String since)
      throws IOException {
    var rules = admin.get("/api/rules?" + query);
    assertThat(rules.json().getInteger("revision")).isEqualTo(revision);
    assertThat(rules.json().getString("since")).isEqualTo(since);
    assertThat(rules.json().getJsonArray("routes")).hasSize(5);
    assertThat(rules.body()).doesNotContain(SampleRules.SECRET);
  }

  @ParameterizedTest
  @CsvSource({
    "revision=3,404,unknown-revision",
    "revision=x,404,unknown-revision",
    "at=2025-01-01T00:00:00Z,404,before-history",
    "at=yesterday,400,bad-parameter",
    "revision=1&at=2026-01-02T03:04:06Z,400,bad-parameter"
  })
  void aTimeThatThereIsNotIsSaid(String query, int status, String code) throws IOException {
    for (String path : new String[] {"/api/rules?", "/api/rules/files?"}) {
      assertThat(admin.get(path + query).status()).isEqualTo(status);
      assertThat(admin.get(path + query).json().getString("code")).isEqualTo(code);
    }
  }

  @Test
  void filesAreShownAsTheyWereWritten() throws IOException {
    desk.operations.files = new TreeMap<>(java.util.Map.of("a.yaml", "host: ${SECRET}\n"));
    assertThat(admin.get("/api/rules/files?revision=1").json())
        .isEqualTo(
            new JsonObject("{\"revision\":1,\"files\":{\"a.yaml\":\"host: ${SECRET}\\n\"}}"));
    assertThat(admin.get("/api/rules/files").json().getInteger("revision")).isEqualTo(2);
  }

  private AdminClient.Reply check(String name, String text) throws IOException {
    var body = new JsonObject().put("files", new JsonObject().put(name, text));
    return admin.post("/api/rules/check", body.encode());
  }

  @Test
  void goodRulesAreGood() throws IOException {
    assertThat(check("a.yaml", GOOD).json())
        .isEqualTo(new JsonObject("{\"ok\":true,\"problems\":[]}"));
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() throws IOException {
    JsonObject checked = check("a.yaml", GOOD.replace("to: a", "to: b")).json();
    assertThat(checked.getBoolean("ok")).isFalse();
    JsonObject problem = checked.getJsonArray("problems").getJsonObject(0);
    assertThat(problem.getString("file")).isEqualTo("a.yaml");
    assertThat(problem.getInteger("line")).isEqualTo(3);
    assertThat(problem.getString("path")).isEqualTo("routes[0].to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.yaml", "/etc/passwd", "a.txt", ".yaml", "a/b.yaml"})
  void aNameThatIsAPathIsRefused(String name) throws IOException {
    assertThat(check(name, GOOD).status()).isEqualTo(400);
  }

  @Test
  void ruleFilesMayBeLargeButNotWithoutEnd() throws IOException {
    String long1 = "# " + "x".repeat(500_000) + "\n";
    assertThat(check("a.yaml", long1 + GOOD).json().getBoolean("ok")).isTrue();
    var reply =
        admin.raw(
            "POST /api/rules/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
                + "\r\nContent-Length: 4194305\r\n\r\n");
    assertThat(reply.status()).isEqualTo(413);
  }

  private AdminClient.Reply explain(String body) throws IOException {
    return admin.post("/api/explain", body);
  }

  @Test
  void aRequestIsExplainedAsTheCommandLineDoes() throws IOException {
    JsonObject explained =
        explain(
                "{\"url\":\"/api/catalog/7\",\"headers\":{\"X-Client\":\"mobile\","
                    + "\"X-User-Id\":\"7\"}}")
            .json();
    assertThat(explained.getJsonArray("lines").getString(0))
        .isEqualTo("GET /api/catalog/7 on localhost");
    JsonObject explanation = explained.getJsonObject("explanation");
    assertThat(explanation.getString("route")).isEqualTo("catalog");
    assertThat(explanation.getString("cohort_key")).isEqualTo("header:X-User-Id");
  }

  @Test
  void aRequestIsExplainedAtAnotherTime() throws IOException {
    assertThat(explain("{\"url\":\"/x\",\"at\":\"2026-01-02T03:04:06Z\"}").status()).isEqualTo(200);
    assertThat(explain("{\"url\":\"/x\",\"at\":\"2025-01-02T03:04:06Z\"}").status()).isEqualTo(404);
  }

  @Test
  void aPathThatIsRefusedBeforeAnyRouteSaysSo() throws IOException {
    JsonObject explained = explain("{\"url\":\"/a%00\"}").json();
    assertThat(explained.getJsonArray("lines").getString(0)).startsWith("the path is refused");
    assertThat(explained.containsKey("explanation")).isFalse();
  }

  @Test
  void whatIsSecretInTheRulesIsNotExplained() throws IOException {
    assertThat(explain("{\"url\":\"/internal/x\"}").body()).doesNotContain(SampleRules.SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"url\":\"nothing\"}",
        "{\"url\":\"/\",\"client\":\"here\"}",
        "{\"url\":\"/\",\"headers\":[]}",
        "{\"url\":\"/\",\"at\":\"now\"}",
        "{\"url\":\"/\",\"body\":\"x\"}"
      })
  void whatIsNoRequestIsRefused(String body) throws IOException {
    assertThat(explain(body).status()).isEqualTo(400);
  }
}
