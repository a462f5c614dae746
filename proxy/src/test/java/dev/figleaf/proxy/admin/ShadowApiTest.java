package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.report.SampleEvidence;
import dev.figleaf.proxy.store.SqlEvidenceLog;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked about candidates over HTTP, from a real database. */
class ShadowApiTest {
  private static final String ROUTE = "GET /api/a/**";
  private static final String ROUTE_ENCODED = "GET%20%2Fapi%2Fa%2F**";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private volatile Instant now = SampleEvidence.NOW;
  private volatile String restarted = "";
  private volatile Consumer<String> recorder = _ -> {};
  private AdminClient admin = new AdminClient(0);

  @BeforeEach
  void start() throws TimeoutException {
    var log = log(folder.resolve("figleaf.db"));
    log.write(SampleEvidence.priceOnly());
    log.write(SampleEvidence.equal(ROUTE, 5_000));
    admin = listen(log);
  }

  private SqlEvidenceLog log(Path file) {
    return new SqlEvidenceLog(StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + file)), () -> now);
  }

  private AdminClient listen(SqlEvidenceLog log) throws TimeoutException {
    var shadow =
        new ShadowSources(
            Reports.of(log, () -> now), () -> now, this::restart, this::beginRecording);
    var sources =
        new AdminSources(
            () -> Readiness.READY,
            () -> SampleRules.snapshot(1),
            Optional::empty,
            List::of,
            new Caches(ProxyEvents.NOOP),
            () -> "",
            Optional.of(shadow));
    return new AdminClient(
        AdminServer.start(vertx, new AdminServer.Options("127.0.0.1", 0), sources)
            .await(10, TimeUnit.SECONDS)
            .port());
  }

  private boolean restart(String subject, String because) {
    restarted = subject + " because " + because;
    return subject.equals("catalog");
  }

  private AutoCloseable beginRecording(String subject, Consumer<String> to) {
    recorder = to;
    for (int i = 0; i < 5; i++) {
      to.accept("{\"subject\":\"" + subject + "\",\"number\":" + i + "}");
    }
    return () -> recorder = _ -> {};
  }

  @AfterEach
  void stop() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void allSubjectsAreListedInShort() throws IOException {
    var reply = admin.get("/api/shadow");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getJsonArray("subjects").stream())
        .extracting(one -> ((JsonObject) one).getString("subject"))
        .containsExactly(ROUTE, "catalog");
    assertThat(reply.header("Figleaf-Verdict")).contains("not_ready");
  }

  @Test
  void aReportSaysTheVerdictAndTheFinding() throws IOException {
    JsonObject report = admin.get("/api/shadow/catalog").json();

    assertThat(report.getJsonObject("verdict").getString("standing")).isEqualTo("not_ready");
    assertThat(report.getJsonArray("findings").getJsonObject(0).getString("sentence"))
        .isEqualTo("price differs on 1.0% of GET /api/catalog/items/{id}: 12.5 → 12.49");
  }

  @ParameterizedTest
  @CsvSource({
    "text, text/plain; charset=utf-8, catalog: NOT READY",
    "markdown, text/markdown; charset=utf-8, **NOT READY**",
    "html, text/html; charset=utf-8, <!DOCTYPE html>",
    "junit, application/xml, <testsuites>"
  })
  void everyFormIsServed(String format, String mediaType, String text) throws IOException {
    var reply = admin.get("/api/shadow/catalog?format=" + format);

    assertThat(reply.header("Content-Type")).contains(mediaType);
    assertThat(reply.header("Figleaf-Verdict")).contains("not_ready");
    assertThat(reply.body()).contains(text);
  }

  @Test
  void aPageIsServedUnderAPolicyThatLetsItLoadNothing() throws IOException {
    assertThat(admin.get("/api/shadow/catalog?format=html").header("Content-Security-Policy"))
        .contains("default-src 'none'; style-src 'unsafe-inline'");
  }

  @Test
  void aRouteWithSlashesIsAskedForEncoded() throws IOException {
    assertThat(admin.get("/api/shadow/" + ROUTE_ENCODED).json().getString("subject"))
        .isEqualTo(ROUTE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"format=pdf", "since=yesterday", "since=2026-13-01", "since=2y"})
  void whatCannotBeReadIsSaid(String query) throws IOException {
    var reply = admin.get("/api/shadow/catalog?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().getString("code")).isEqualTo("bad-parameter");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/shadow/nobody, unknown-subject",
    "/api/shadow/nobody/differences, unknown-subject",
    "/api/shadow/nobody/recording, unknown-subject",
    "/api/shadow/differences/0123456789ab, unknown-difference",
    "/api/shadow/differences/0123456789ab/export, unknown-difference"
  })
  void whatIsNotKnownIsNotFound(String path, String code) throws IOException {
    var reply = admin.get(path);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().getString("code")).isEqualTo(code);
  }

  @Test
  void differencesAreListedAndShownWithExamples() throws IOException {
    var listed = admin.get("/api/shadow/catalog/differences").json().getJsonArray("differences");
    JsonObject one = listed.getJsonObject(0);
    JsonObject shown = admin.get("/api/shadow/differences/" + one.getString("id")).json();

    assertThat(listed).hasSize(1);
    assertThat(shown.getString("path")).isEqualTo("body:$.price");
    JsonObject example = shown.getJsonArray("examples").getJsonObject(0);
    assertThat(example.getJsonObject("candidate").getInteger("status")).isEqualTo(200);
  }

  @Test
  void acceptingMakesItReadyAndTheEndOfItUndoesThat() throws IOException {
    String id = SampleEvidence.priceId();

    var reply =
        admin.post(
            "/api/shadow/differences/" + id + "/acceptance",
            "{\"because\":\"rounding as agreed\",\"until\":\"2w\",\"by\":\"ann\"}");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().getString("until")).isEqualTo("2026-03-18T09:30:00Z");
    assertThat(standing()).isEqualTo("ready");
    now = SampleEvidence.NOW.plus(Duration.ofDays(14));
    assertThat(standing()).isEqualTo("not_ready");
    assertThat(admin.get("/api/shadow/catalog?format=text").body()).contains("accepted no more: ");
  }

  @Test
  void whatWasAcceptedCanBeTakenBack() throws IOException {
    String path = "/api/shadow/differences/" + SampleEvidence.priceId() + "/acceptance";
    admin.post(path, "{\"because\":\"rounding as agreed\",\"until\":\"2026-04-01\"}");

    assertThat(standing()).isEqualTo("ready");
    assertThat(admin.request("DELETE", path).status()).isEqualTo(204);
    assertThat(standing()).isEqualTo("not_ready");
    assertThat(admin.request("DELETE", path).status()).isEqualTo(404);
  }

  private String standing() throws IOException {
    return admin.get("/api/shadow/catalog").json().getJsonObject("verdict").getString("standing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"until\":\"2w\"}",
        "{\"because\":\" \",\"until\":\"2w\"}",
        "{\"because\":\"x\"}",
        "{\"because\":\"x\",\"until\":\"2020-01-01\"}",
        "{\"because\":\"x\",\"until\":\"53w\"}",
        "{\"because\":7,\"until\":\"2w\"}",
        "[]",
        "{"
      })
  void anAcceptanceNeedsAReasonAndAnEnd(String body) throws IOException {
    var reply =
        admin.post("/api/shadow/differences/" + SampleEvidence.priceId() + "/acceptance", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().getString("code")).isEqualTo("bad-parameter");
    assertThat(standing()).isEqualTo("not_ready");
  }

  @Test
  void aReasonIsBounded() throws IOException {
    String body = new JsonObject().put("because", "x".repeat(501)).put("until", "2w").encode();

    assertThat(
            admin
                .post("/api/shadow/differences/" + SampleEvidence.priceId() + "/acceptance", body)
                .json()
                .getString("detail"))
        .isEqualTo("because is longer than 500 characters");
  }

  @Test
  void whatWasNeverFoundCannotBeAccepted() throws IOException {
    assertThat(
            admin
                .post(
                    "/api/shadow/differences/0123456789ab/acceptance",
                    "{\"because\":\"x\",\"until\":\"2w\"}")
                .status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void aPageOfAnotherOriginChangesNothing(String header) throws IOException {
    var reply =
        admin.post(
            "/api/shadow/differences/" + SampleEvidence.priceId() + "/acceptance",
            "{\"because\":\"x\",\"until\":\"2w\"}",
            header);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.json().getString("code")).isEqualTo("origin-refused");
    assertThat(standing()).isEqualTo("not_ready");
  }

  @Test
  void ourOwnPageMayChangeSomething() throws IOException {
    var reply =
        admin.post(
            "/api/shadow/differences/" + SampleEvidence.priceId() + "/acceptance",
            "{\"because\":\"x\",\"until\":\"2w\"}",
            "Origin: http://localhost:" + admin.port(),
            "Sec-Fetch-Site: same-origin");

    assertThat(reply.status()).isEqualTo(201);
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void onlyASmallBodyOfJsonIsTaken(String rest) throws IOException {
    var reply =
        admin.raw(
            "POST /api/shadow/catalog/restart HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + rest);

    assertThat(reply.status()).isEqualTo(413);
    assertThat(restarted).isEmpty();
  }

  private static Stream<String> bodies() {
    return Stream.of(
        "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
        "Content-Type: application/json\r\nContent-Length: 16385\r\n\r\n" + " ".repeat(16_385),
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  }

  @Test
  void evidenceBeginsAnewWhenItIsTold() throws IOException {
    assertThat(admin.post("/api/shadow/catalog/restart", "{\"because\":\"deployed 1.4\"}").status())
        .isEqualTo(200);
    assertThat(restarted).isEqualTo("catalog because deployed 1.4");
    assertThat(admin.post("/api/shadow/nobody/restart", "{\"because\":\"x\"}").status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "curl, text/x-shellscript; charset=utf-8, --header 'Accept: application/json'",
    "http, text/plain; charset=utf-8, GET {{url}}/api/catalog/items/42",
    "wiremock, application/json, \"url\" : \"/api/catalog/items/42\""
  })
  void aDifferenceIsExported(String as, String mediaType, String text) throws IOException {
    var reply =
        admin.get("/api/shadow/differences/" + SampleEvidence.priceId() + "/export?as=" + as);

    assertThat(reply.header("Content-Type")).contains(mediaType);
    assertThat(reply.body()).contains(text).doesNotContain("‹redacted›");
  }

  @Test
  void aRecordingEndsAfterAsManyAnswersAsWereWanted() throws IOException {
    var reply = admin.get("/api/shadow/catalog/recording?for=10m&most=3");

    assertThat(reply.header("Content-Type")).contains("application/x-ndjson");
    assertThat(reply.body())
        .contains("\"number\":0", "\"number\":2")
        .doesNotContain("\"number\":3");
  }

  @Test
  void aRecordingEndsInTime() throws IOException {
    assertThat(admin.get("/api/shadow/catalog/recording?for=50ms").body()).contains("\"number\":4");
  }

  @Test
  void aStoreThatIsNotToBeHadIsSaid() throws IOException, TimeoutException {
    Path noFolder = Files.writeString(folder.resolve("file"), "");
    AdminClient other = listen(log(noFolder.resolve("figleaf.db")));

    var reply = other.get("/api/shadow");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().getString("code")).isEqualTo("store-unavailable");
    assertThat(other.get("/livez").status()).isEqualTo(200);
  }

  @Test
  void theIndexNamesWhatCanBeAsked() throws IOException {
    assertThat(admin.get("/api").body())
        .contains("/api/shadow/:subject", "/api/shadow/differences/:id/acceptance");
  }
}
