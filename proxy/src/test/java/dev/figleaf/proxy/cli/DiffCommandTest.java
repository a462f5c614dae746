package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.RuleReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code figleaf diff} against a facade that runs, and with what it recorded. */
@ProxyTest
class DiffCommandTest {
  private static final String OLD =
      """
      version: 1
      upstreams: { legacy: { url: "%s" }, catalog: { url: "http://127.0.0.1:1" } }
      seams: { catalog: { from: legacy, to: catalog, weight: 0%%, cohort: [header:X-User-Id] } }
      routes:
        - { name: catalog, match: /api/catalog/**, seam: catalog }
        - { name: rest, match: /**, to: legacy }
      """;

  @TempDir private Path folder;
  private Facade facade;
  private String old;

  @BeforeEach
  void start(ProxyHarness proxy) throws IOException {
    old =
        OLD.formatted(
            proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").url());
    Path live = file("old.yaml", old);
    var loader = new RuleLoader(new RuleReader(_ -> Optional.empty()));
    var options =
        new Facade.Options(
            new EdgeSettings("127.0.0.1", 0, List.of(), "figleaf-test"),
            1,
            Transport.AUTO,
            () -> loader.load(live),
            null,
            new AccessLog.Options(false, true, null),
            Facade.Keeping.NOTHING,
            new AdminServer.Options("127.0.0.1", 0));
    facade = ((Facade.Started.Ok) Facade.start(options)).facade();
    for (int i = 0; i < 4; i++) {
      ask("/api/catalog/items/" + i, "X-User-Id: user-" + i);
      ask("/cart", "X-User-Id: user-" + i);
    }
  }

  @AfterEach
  void stop() throws IOException {
    facade.close();
  }

  private void ask(String path, String header) throws IOException {
    try (var socket = RawSocket.connect(facade.port())) {
      socket.send("GET " + path + " HTTP/1.1\r\nHost: shop.example.com\r\n" + header + "\r\n\r\n");
      assertThat(socket.readAnswer().status()).isEqualTo(200);
    }
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  private Path newRules() throws IOException {
    return file("new.yaml", old.replace("weight: 0%", "weight: 100%"));
  }

  private Typed diff(Object... arguments) {
    var all = new java.util.ArrayList<>(List.of("diff"));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return Typed.in(folder, all.toArray(String[]::new));
  }

  private String admin() {
    return "--admin=127.0.0.1:" + facade.adminPort().orElseThrow();
  }

  @Test
  void whatWouldMoveIsAskedOfTheFacade() throws IOException {
    Typed said = diff(admin(), newRules());

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("~ seams.catalog.weight: 0% becomes 100%")
        .contains("8 requests within")
        .contains("4 (50.0%) would be answered by somebody else")
        .contains("catalog: legacy -> catalog")
        .contains("GET shop.example.com/api/catalog/items/0");
  }

  @Test
  void whatIsExportedGivesTheSameAnswerWithoutAFacade() throws IOException {
    Path recorded = folder.resolve("traffic.ndjson");
    Typed export = diff(admin(), "--export", recorded);
    assertThat(export.err()).isEqualTo("wrote DIR/traffic.ndjson: 8 requests\n");
    assertThat(export.code()).isZero();

    Typed offline =
        diff("--recorded", recorded, "--rules", folder.resolve("old.yaml"), newRules(), "--json");
    Typed asked = diff(admin(), newRules(), "--json");

    var one = new JsonObject(offline.out()).getJsonObject("traffic");
    var other = new JsonObject(asked.out()).getJsonObject("traffic");
    for (String name : List.of("requests", "moved", "drawn", "untold", "moves", "seams")) {
      assertThat(one.getValue(name)).as(name).isEqualTo(other.getValue(name));
    }
    assertThat(one.getLong("moved")).isEqualTo(4);
  }

  @Test
  void moreThanMayMoveEndsWithOne() throws IOException {
    Typed more = diff(admin(), newRules(), "--max-moved=49%");
    Typed less = diff(admin(), newRules(), "--max-moved=50%");

    assertThat(more.code()).isEqualTo(1);
    assertThat(more.out()).endsWith("50.0% moves, which is more than 49%\n");
    assertThat(less.code()).isZero();
    assertThat(less.out()).endsWith("50.0% moves; 50% may\n");
  }

  @Test
  void rulesWithErrorsEndWithTwoAndSayWhere() throws IOException {
    Path wrong = file("new.yaml", old.replace("weight: 0%", "weight: 120%"));

    Typed said = diff(admin(), wrong);

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("seams.catalog.weight: 120% is more than 100%");
    assertThat(said.out()).isEmpty();
  }

  @Test
  void nobodyThereEndsWithThree() throws IOException {
    int port = facade.adminPort().orElseThrow();
    facade.close();

    assertThat(diff("--admin=127.0.0.1:" + port, newRules()).code()).isEqualTo(3);
  }

  @Test
  void aWrongCallSaysWhatGoesTogether() throws IOException {
    assertThat(diff().err()).contains("which rules?");
    assertThat(diff(newRules(), "--recorded=x").err()).contains("--recorded and --rules");
    assertThat(diff(newRules(), "--export=x").err()).contains("compares nothing");
    assertThat(diff(newRules(), "--max-moved=5").err()).contains("has no percent sign");
    assertThat(diff(newRules(), "--recorded", newRules(), "--rules", newRules()).err())
        .contains("is no recording: line 1");
    assertThat(diff(newRules(), "--max-moved=5").code()).isEqualTo(2);
  }
}
