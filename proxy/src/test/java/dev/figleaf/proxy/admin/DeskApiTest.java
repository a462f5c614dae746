package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.OverrideView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.admin.view.ViewJson;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.WeightOverride;
import dev.figleaf.proxy.traffic.SeamPoint;
import dev.figleaf.rules.Percentage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators are shown of what is live, and of how it came to be. */
class DeskApiTest {
  private static final Author ANN = new Author("ann", "api 127.0.0.1", "errors");

  private final DeskFixture desk;
  private final AdminClient admin;
  private final FakeOperations operations;

  DeskApiTest() throws TimeoutException {
    desk = new DeskFixture();
    admin = desk.admin;
    operations = desk.operations;
  }

  @AfterEach
  void stop() throws TimeoutException {
    desk.close();
  }

  private void override(String weight) {
    var override =
        new WeightOverride("catalog", Percentage.parse(weight), Instant.EPOCH, null, ANN);
    operations.add(ANN, new Change.OverrideSet(override));
  }

  private StatusView status() throws IOException {
    return ViewJson.MAPPER.readValue(admin.get("/api/status").body(), StatusView.class);
  }

  private SeamView seam() throws IOException {
    return ViewJson.MAPPER.readValue(admin.get("/api/seams/catalog").body(), SeamView.class);
  }

  @Test
  void statusSaysWhoRunsAndWhatIsLive() throws IOException {
    StatusView status = status();
    assertThat(status.instance()).isEqualTo("here");
    assertThat(status.readiness()).isEqualTo("ready");
    assertThat(status.revision()).isEqualTo(1);
    assertThat(status.since()).isEqualTo(SampleRules.SINCE);
    assertThat(status.panic()).isNull();
    assertThat(status.rollback()).isNull();
    assertThat(status.traffic()).isEqualTo(new StatusView.TrafficView(8, 2, 0.25));
  }

  @Test
  void whatChangesIsTaggedWithTheRevisionThatIsLive() throws IOException {
    assertThat(admin.get("/api/status").header("ETag")).contains("\"1\"");
    override("5%");
    assertThat(admin.get("/api/seams").header("ETag")).contains("\"2\"");
  }

  @Test
  void statusSaysWhoPanickedAndWhy() throws IOException {
    operations.add(ANN, new Change.Panicked());
    EventView panic = Objects.requireNonNull(status().panic());
    assertThat(panic.by()).isEqualTo("ann");
    assertThat(panic.because()).isEqualTo("errors");
    assertThat(panic.live()).isTrue();
    assertThat(seam().panicked()).isTrue();
  }

  @Test
  void statusSaysToWhichRevisionItWasRolledBack() throws IOException {
    operations.add(ANN, new Change.RolledBack(1, "hash", Map.of()));
    assertThat(status().rollback()).isEqualTo(1);
  }

  @Test
  void aReplicaThatRunsAnOlderRevisionLags() throws IOException {
    operations.replicas =
        List.of(
            new RuleOperations.Replica("here", 7, Instant.EPOCH, true),
            new RuleOperations.Replica("there", 6, Instant.EPOCH, false));
    assertThat(status().replicas())
        .containsExactly(
            new StatusView.ReplicaView("here", 7, Instant.EPOCH, true, false),
            new StatusView.ReplicaView("there", 6, Instant.EPOCH, false, true));
  }

  @Test
  void statusSaysHowManyEventsWaitForTheStore() throws IOException {
    operations.keeping = new RuleOperations.Keeping(false, true, 3);
    assertThat(status().store()).isEqualTo(new StatusView.StoreView(false, true, 3));
  }

  @Test
  void aSeamShowsItsWeightItsFiguresAndItsRoutes() throws IOException {
    SeamView seam = seam();
    assertThat(seam.at()).isEqualTo("shop.yaml:17:3");
    assertThat(seam.weight()).isEqualTo("20%");
    assertThat(seam.observed()).isEqualTo(0.2);
    assertThat(seam.rescued()).isEqualTo(3);
    assertThat(seam.routes()).containsExactly("catalog");
    assertThat(seam.fromSide())
        .isEqualTo(new SeamView.SideView("monolith", 8, 0.25, 1.5, 20.0, 40.0));
    assertThat(seam.toSide())
        .isEqualTo(new SeamView.SideView("catalog", 0, null, null, null, null));
  }

  @Test
  void aSeamShowsTheOverrideThatHoldsBesideWhatIsWritten() throws IOException {
    override("5%");
    OverrideView override = Objects.requireNonNull(seam().override());
    assertThat(override.weight()).isEqualTo("5%");
    assertThat(override.by()).isEqualTo("ann");
    assertThat(override.written()).isEqualTo("20%");
    assertThat(seam().written()).isEqualTo("20%");
  }

  @Test
  void anOverrideWhoseTimeIsOverIsNotShown() throws IOException {
    var over = new WeightOverride("catalog", Percentage.ZERO, Instant.EPOCH, Instant.EPOCH, ANN);
    operations.add(ANN, new Change.OverrideSet(over));
    assertThat(seam().override()).isNull();
    assertThat(status().overrides()).isEmpty();
  }

  @Test
  void anUnknownSeamIsNotFound() throws IOException {
    for (String path : List.of("/api/seams/nobody", "/api/seams/nobody/hour")) {
      assertThat(admin.get(path).status()).isEqualTo(404);
      assertThat(admin.get(path).json().getString("code")).isEqualTo("unknown-seam");
    }
  }

  @Test
  void figuresThatThereAreNoneOfAreNullAndReadAsNone() throws IOException {
    JsonNode point =
        ViewJson.MAPPER.readTree(admin.get("/api/seams/catalog/hour").body()).at("/points/0");
    assertThat(point.at("/observed").isNull()).isTrue();
    SeamPoint read = ViewJson.MAPPER.treeToValue(point, SeamPoint.class);
    assertThat(read).isEqualTo(new FakeFigures().hour("catalog").getFirst());
  }

  @Test
  void overridesCanBeHadAsTheYamlToCommit() throws IOException {
    override("5%");
    var reply = admin.get("/api/overrides?as=yaml");
    assertThat(reply.header("Content-Type")).contains("application/yaml; charset=utf-8");
    assertThat(reply.body()).isEqualTo("seams:\n  catalog:\n    weight: 5%   # was 20%\n");
  }

  @Test
  void withoutOverridesTheYamlSaysSo() throws IOException {
    assertThat(admin.get("/api/overrides?as=yaml").body()).isEqualTo("# nothing is overridden\n");
    assertThat(admin.get("/api/overrides").json()).isEqualTo(new JsonObject("{\"overrides\":[]}"));
  }

  @Test
  void historyIsTheNewestFirstAndEndsWhereItIsTold() throws IOException {
    override("5%");
    override("6%");
    var all = admin.get("/api/history").json().getJsonArray("events");
    assertThat(all.stream().map(one -> ((JsonObject) one).getInteger("revision")))
        .containsExactly(3, 2, 1);
    var older = admin.get("/api/history?before=3&most=1").json().getJsonArray("events");
    assertThat(older.stream().map(one -> ((JsonObject) one).getInteger("revision")))
        .containsExactly(2);
  }

  @Test
  void anEventSaysWhatItDidByWhomAndWhetherItHolds() throws IOException {
    override("5%");
    override("6%");
    assertThat(admin.get("/api/history/3").json())
        .isEqualTo(
            new JsonObject(
                """
                {"revision":3,"at":"2026-01-02T03:04:08Z","replica":"here","by":"ann",
                 "from":"api 127.0.0.1","because":"errors","kind":"override-set",
                 "summary":"seam catalog at 6%","seam":"catalog","details":[],"live":true}"""));
    assertThat(admin.get("/api/history/2").json().getBoolean("live")).isFalse();
    assertThat(admin.get("/api/history/1").json())
        .isEqualTo(
            new JsonObject(
                """
                {"revision":1,"at":"2026-01-02T03:04:06Z","replica":"here","by":"files",
                 "from":"files","commit":"abc123","kind":"files-accepted",
                 "summary":"rule files accepted: 1 change","details":["seam catalog added"],
                 "live":true}"""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"99", "x", "-1", "99999999999999999999"})
  void anUnknownRevisionIsNotFound(String revision) throws IOException {
    var reply = admin.get("/api/history/" + revision);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().getString("code")).isEqualTo("unknown-revision");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"history?most=0", "history?most=501", "history?before=-1", "overrides?as=xml"})
  void aParameterOutOfItsBoundsIsRefused(String asked) throws IOException {
    var reply = admin.get("/api/" + asked);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().getString("code")).isEqualTo("bad-parameter");
  }
}
