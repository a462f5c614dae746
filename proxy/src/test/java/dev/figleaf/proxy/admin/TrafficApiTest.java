package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RuleReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the admin listener tells of recorded requests. */
@ProxyTest
class TrafficApiTest {
  private static final String RULES =
      """
      version: 1
      upstreams: { legacy: { url: "%s" }, catalog: { url: "http://127.0.0.1:1" } }
      seams: { catalog: { from: legacy, to: catalog, weight: 0%%, cohort: [header:X-User-Id] } }
      routes: [{ name: all, match: /**, seam: catalog }]
      """;

  private String yaml;
  private Facade facade;
  private AdminClient admin;

  @BeforeEach
  void start(ProxyHarness proxy) throws IOException {
    yaml =
        RULES.formatted(
            proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").url());
    var loader = new RuleLoader(new RuleReader(_ -> Optional.empty()));
    var options =
        new Facade.Options(
            new EdgeSettings("127.0.0.1", 0, List.of(), "figleaf-test"),
            1,
            Transport.AUTO,
            () -> loader.load(Map.of("rules.yaml", yaml)),
            null,
            new AccessLog.Options(false, true, null),
            Facade.Keeping.NOTHING,
            new AdminServer.Options("127.0.0.1", 0));
    facade = ((Facade.Started.Ok) Facade.start(options)).facade();
    admin = new AdminClient(facade.adminPort().orElseThrow());
    var shop = new AdminClient(facade.port());
    for (int i = 0; i < 10; i++) {
      assertThat(shop.get("/items/" + i, "X-User-Id: user-" + i).status()).isEqualTo(200);
    }
  }

  @AfterEach
  void stop() throws IOException {
    facade.close();
  }

  private JsonObject diff(String text, String more) throws IOException {
    AdminClient.Reply reply =
        admin.post(
            "/api/rules/diff",
            new JsonObject("{\"x\":1" + more + "}")
                .put("files", new JsonObject().put("rules.yaml", text))
                .encode()
                .replace("\"x\":1,", ""));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private String weighing(String weight) {
    return yaml.replace("weight: 0%", "weight: " + weight);
  }

  @Test
  void saysWhatOtherRulesWouldMove() throws IOException {
    JsonObject diff = diff(weighing("100%"), ",\"max_moved\":\"5%\"");

    assertThat(diff.getBoolean("ok")).isTrue();
    assertThat(diff.getJsonArray("rules").getJsonObject(0).getString("sentence"))
        .isEqualTo("seams.catalog.weight: 0% becomes 100%");
    assertThat(diff.getJsonObject("traffic").getLong("moved")).isEqualTo(10);
    assertThat(diff.getDouble("moved_share")).isEqualTo(1);
    assertThat(diff.getBoolean("within")).isFalse();
  }

  @Test
  void rulesWithErrorsAreToldWithTheirProblems() throws IOException {
    JsonObject diff = diff(weighing("120%"), "");

    assertThat(diff.getBoolean("ok")).isFalse();
    assertThat(diff.getJsonArray("problems").getJsonObject(0).getString("message"))
        .contains("120% is more than 100%");
    assertThat(diff.containsKey("traffic")).isFalse();
  }

  @Test
  void whatOperatorsPutOnTopStaysThere() throws IOException {
    facade
        .rules()
        .override(
            new Author("ann", "here", "try"), "catalog", Percentage.parse("100%"), null, null);

    JsonObject diff = diff(weighing("50%"), "");

    assertThat(diff.getJsonArray("rules")).isEmpty();
    assertThat(diff.getJsonObject("traffic").getLong("moved")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"files\":[]}",
        "{\"files\":{\"a.yaml\":1}}",
        "{\"files\":{},\"max_moved\":\"much\"}",
        "{\"files\":{},\"colour\":true}",
      })
  void aBodyThatCannotBeReadIsRefused(String body) throws IOException {
    assertThat(admin.post("/api/rules/diff", body).status()).isEqualTo(400);
  }

  @Test
  void rulesAreTakenThatAreLargerThanOtherBodiesAndNotWithoutEnd() throws IOException {
    String most = yaml + "#" + "x".repeat(600 * 1024);
    assertThat(diff(most, "").getBoolean("ok")).isTrue();

    String body = "{\"files\":{\"a\":\"" + "x".repeat(4 * 1024 * 1024) + "\"}}";
    assertThat(admin.post("/api/rules/diff", body).status()).isEqualTo(413);
  }

  @Test
  void theRecordingIsOneLineARequestAfterTheFirst() throws IOException {
    AdminClient.Reply reply = admin.get("/api/traffic/recording");

    assertThat(reply.header("Content-Type")).contains("application/x-ndjson");
    assertThat(reply.body().lines().filter(line -> line.contains("\"path\":\"/items/")))
        .hasSize(10);
    assertThat(reply.body()).contains("figleaf_recording").doesNotContain("user-1");
  }
}
