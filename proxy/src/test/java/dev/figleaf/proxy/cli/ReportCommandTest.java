package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.admin.AdminSources;
import dev.figleaf.proxy.admin.Readiness;
import dev.figleaf.proxy.admin.ShadowSources;
import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.shadow.ExampleJson;
import dev.figleaf.proxy.shadow.ExampleJson.Example;
import dev.figleaf.proxy.shadow.ExampleJson.Side;
import dev.figleaf.proxy.shadow.HeaderField;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.report.SampleEvidence;
import dev.figleaf.proxy.store.SqlEvidenceLog;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports from the command line: of a facade that runs, and of the database it left. */
class ReportCommandTest {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final InstantSource clock = InstantSource.system();
  private SqlEvidenceLog log;
  private String admin = "";

  @BeforeEach
  void start() throws TimeoutException {
    log = new SqlEvidenceLog(StoreSettings.USUAL.at(StoreUrl.parse(store())), clock);
    log.write(SampleEvidence.priceOnly());
    log.write(SampleEvidence.equal("orders", 5_000));
    var shadow =
        new ShadowSources(
            Reports.of(log, clock), clock, (name, _) -> name.equals("catalog"), this::record);
    var sources =
        new AdminSources(
            () -> Readiness.READY,
            () -> {
              throw new IllegalStateException("no rules here");
            },
            Optional::empty,
            List::of,
            new Caches(ProxyEvents.NOOP),
            () -> "",
            Optional.of(shadow));
    admin =
        "127.0.0.1:"
            + AdminServer.start(vertx, new AdminServer.Options("127.0.0.1", 0), sources)
                .await(10, TimeUnit.SECONDS)
                .port();
  }

  private String store() {
    return "sqlite:" + folder.resolve("figleaf.db");
  }

  private AutoCloseable record(String subject, Consumer<String> to) {
    for (int i = 0; i < 3; i++) {
      to.accept(recorded("/api/items/" + i % 2 + "?q=/../../etc", "{\"id\":" + i + "}"));
    }
    return () -> {};
  }

  private static String recorded(String target, String body) {
    var json = List.of(new HeaderField("Content-Type", "application/json"));
    return ExampleJson.write(
        new Example(
            "GET",
            target,
            List.of(),
            "",
            new Side(200, json, body, null),
            new Side(0, List.of(), "", "none"),
            List.of()));
  }

  @AfterEach
  void stop() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
    log.close();
  }

  private Typed report(String... more) {
    String[] all = new String[more.length + 3];
    all[0] = "report";
    System.arraycopy(more, 0, all, 1, more.length);
    all[more.length + 1] = "--admin";
    all[more.length + 2] = admin;
    return Typed.in(folder, all);
  }

  @Test
  void withoutASeamAllAreListed() {
    var typed = report();

    assertThat(typed.code()).as(typed.err()).isZero();
    assertThat(typed.out().lines())
        .satisfiesExactly(
            head -> assertThat(head).startsWith("subject  verdict"),
            one -> assertThat(one).startsWith("catalog  NOT READY").contains("price differs on"),
            two -> assertThat(two).startsWith("orders   INSUFFICIENT"));
  }

  @Test
  void aSeamIsReportedWhole() {
    var typed = report("catalog");

    assertThat(typed.code()).isZero();
    assertThat(typed.out())
        .startsWith("catalog: NOT READY\n")
        .contains("price differs on 1.0% of GET /api/catalog/items/{id}: 12.5 → 12.49");
  }

  @Test
  void whatIsNotReadyFailsWhereThatIsWanted() {
    assertThat(report("catalog", "--fail-unless-ready").code()).isEqualTo(1);
    assertThat(report("orders", "--fail-unless-ready").code()).isEqualTo(1);
    assertThat(report("--fail-unless-ready").code()).isEqualTo(1);
  }

  @Test
  void aReportIsWrittenToAFile() throws IOException {
    Path file = folder.resolve("report.html");

    var typed = report("catalog", "--format", "html", "--out", file.toString());

    assertThat(typed).isEqualTo(new Typed(0, "", "wrote DIR/report.html: NOT READY\n"));
    assertThat(file).content().startsWith("<!DOCTYPE html>");
  }

  @Test
  void acceptingMakesItReadyAndRevokingUndoesThat() {
    String id = SampleEvidence.priceId();

    var accepted = report("accept", id, "--because", "as agreed", "--until", "2w", "--by", "ann");
    assertThat(accepted.out()).startsWith("accepted " + id + " until 20");
    assertThat(report("catalog", "--fail-unless-ready").code()).isZero();

    assertThat(report("revoke", id).out()).isEqualTo(id + " counts again\n");
    assertThat(report("catalog", "--fail-unless-ready").code()).isEqualTo(1);
    assertThat(report("revoke", id).code()).isEqualTo(1);
  }

  @Test
  void theDatabaseAnswersWithoutAFacade() {
    var typed = Typed.in(folder, "report", "catalog", "--store", store());

    assertThat(typed.out()).isEqualTo(report("catalog").out());
    assertThat(Typed.in(folder, "report", "nobody", "--store", store()))
        .isEqualTo(new Typed(1, "", "figleaf: nothing has been compared under the name nobody\n"));
  }

  @Test
  void acceptingWorksWithoutAFacadeToo() {
    String id = SampleEvidence.priceId();

    Typed.in(folder, "report", "accept", id, "--because", "x", "--until", "2w", "--store", store());

    assertThat(report("catalog", "--fail-unless-ready").code()).isZero();
    assertThat(Typed.in(folder, "report", "revoke", id, "--store", store()).code()).isZero();
    assertThat(Typed.in(folder, "report", "revoke", id, "--store", store()).code()).isEqualTo(1);
  }

  @Test
  void aDatabaseThatIsNotThereIsNotMade() {
    Path missing = folder.resolve("none.db");

    var typed = Typed.in(folder, "report", "--store", "sqlite:" + missing);

    assertThat(typed)
        .isEqualTo(
            new Typed(
                3,
                "",
                "figleaf: there is no database at DIR/none.db; say --store URL for another one\n"));
    assertThat(missing).doesNotExist();
  }

  @Test
  void whereNobodyAnswersItSaysWhatToTry() throws IOException {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    var typed = Typed.of("report", "--admin", "127.0.0.1:" + port);

    assertThat(typed.code()).isEqualTo(3);
    assertThat(typed.err())
        .startsWith("figleaf: nobody answers at http://127.0.0.1:" + port)
        .contains("is figleaf running?", "--offline");
  }

  @Test
  void evidenceBeginsAnewWhenItIsTold() {
    assertThat(report("restart", "catalog", "--because", "deployed 1.4").out())
        .isEqualTo("the evidence of catalog begins anew\n");
    assertThat(report("restart", "nobody", "--because", "x").code()).isEqualTo(1);
  }

  @Test
  void aDifferenceIsExported() {
    assertThat(report("export", SampleEvidence.priceId(), "--as", "wiremock").out())
        .contains("\"mappings\"");
    assertThat(report("export", "0123456789ab", "--as", "curl"))
        .isEqualTo(new Typed(1, "", "figleaf: There is no difference 0123456789ab.\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "report --format pdf",
        "report --since yesterday",
        "report --store mysql:x",
        "report --admin not/an/address",
        "report --admin 127.0.0.1:1 --offline",
        "report accept 0123456789ab --until 2w",
        "report accept 0123456789ab --because x --until 2y",
        "report export 0123456789ab",
        "record catalog --out x --for long"
      })
  void aWrongCallIsSaid(String call) {
    var typed = Typed.of(call.split(" "));

    assertThat(typed.code()).as(typed.err()).isEqualTo(2);
    assertThat(typed.err()).startsWith("figleaf: ").contains("Try: figleaf re");
  }

  @Test
  void liveAnswersAreWrittenAsStubsOneForEachRequest() throws IOException {
    var typed =
        Typed.in(
            folder,
            "record",
            "catalog",
            "--out",
            folder.resolve("stubs").toString(),
            "--for",
            "200ms",
            "--admin",
            admin);

    assertThat(typed).isEqualTo(new Typed(0, "wrote 2 stubs to DIR/stubs/mappings\n", ""));
    try (var files = Files.list(folder.resolve("stubs/mappings"))) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .containsExactly("0001-get-api-items-0-q-etc.json", "0002-get-api-items-1-q-etc.json");
    }
  }
}
