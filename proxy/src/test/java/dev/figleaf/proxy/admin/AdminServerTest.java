package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.control.RuleService.Rejection;
import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.rules.Location;
import dev.figleaf.rules.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
  private final Vertx vertx = Vertx.vertx();
  private volatile Readiness readiness = Readiness.READY;
  private volatile Snapshot live = SampleRules.snapshot(7);
  private volatile Optional<Rejection> rejection = Optional.empty();
  private volatile String figures = "figleaf_rules_revision 7.0\n";
  private AdminClient admin = new AdminClient(0);

  @BeforeEach
  void start() throws TimeoutException {
    admin = new AdminClient(listen("127.0.0.1").port());
  }

  private AdminServer listen(String host) throws TimeoutException {
    var sources =
        new AdminSources(
            () -> readiness,
            () -> live,
            () -> rejection,
            List::of,
            new Caches(ProxyEvents.NOOP),
            this::figures,
            Optional.empty());
    return AdminServer.start(vertx, new AdminServer.Options(host, 0), sources)
        .await(10, TimeUnit.SECONDS);
  }

  private String figures() {
    assertThat(Thread.currentThread().getName()).doesNotContain("eventloop");
    if (figures.isEmpty()) {
      throw new IllegalStateException("no figures");
    }
    return figures;
  }

  @AfterEach
  void stop() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void livezAnswersWhateverTheReadiness() throws IOException {
    readiness = Readiness.DRAINING;
    var reply = admin.get("/livez");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("ok\n");
  }

  @Test
  void readyzAnswersOkWhileTrafficIsWelcome() throws IOException {
    assertThat(admin.get("/readyz").status()).isEqualTo(200);
  }

  @Test
  void readyzSaysThatAShutdownHasBegun() throws IOException {
    readiness = Readiness.DRAINING;
    var reply = admin.get("/readyz");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Content-Type")).contains("application/problem+json");
    assertThat(reply.json().getString("code")).isEqualTo("draining");
  }

  @Test
  void readyzIsNotReadyBeforeTheEdgesListen() throws IOException {
    readiness = Readiness.STARTING;
    assertThat(admin.get("/readyz").json().getString("code")).isEqualTo("starting");
  }

  @Test
  void metricsComeInPrometheusTextFormat() throws IOException {
    var reply = admin.get("/metrics");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(reply.body()).isEqualTo("figleaf_rules_revision 7.0\n");
  }

  @Test
  void metricsAreFreshEachTime() throws IOException {
    admin.get("/metrics");
    figures = "figleaf_rules_revision 8.0\n";
    assertThat(admin.get("/metrics").body()).isEqualTo(figures);
  }

  @Test
  void aFailedScrapeIsAProblemThatTellsNothingInternal() throws IOException {
    figures = "";
    var reply = admin.get("/metrics");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.json().getString("code")).isEqualTo("internal");
    assertThat(reply.body()).doesNotContain("no figures").doesNotContain("Exception");
  }

  @Test
  void rulesShowTheRevisionAndWhatItHolds() throws IOException {
    JsonObject rules = admin.get("/api/rules").json();
    assertThat(rules.getLong("revision")).isEqualTo(7);
    assertThat(rules.getString("since")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(rules.containsKey("rejected")).isFalse();
    assertThat(rules.getJsonArray("upstreams")).hasSize(2);
    assertThat(rules.getJsonArray("seams").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"name":"catalog","at":"shop.yaml:17:3","from":"monolith","to":"catalog",
                 "weight":"20%","cohort":["header:X-User-Id","ip"],"rescue":"off"}"""));
  }

  @Test
  void routesReadAsMatchAndActionInTheirOrder() throws IOException {
    var routes = admin.get("/api/rules").json().getJsonArray("routes");
    assertThat(routes.getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"name":"catalog","at":"shop.yaml:19:5",
                 "match":"GET /api/catalog/** header:X-Client=mobile","action":"seam catalog",
                 "deadline":"3s","hedge":{"after":"p95","at_most":"5%"},
                 "fallback":"respond 203"}"""));
    assertThat(routes.getJsonObject(2).getString("action")).isEqualTo("redirect 308 /new/{id}");
    assertThat(routes.getJsonObject(4).getString("action")).isEqualTo("respond 200");
  }

  @Test
  void whatIsWrittenOfFailingIsShownAndNothingElse() throws IOException {
    JsonObject rules = admin.get("/api/rules").json();
    JsonObject monolith = rules.getJsonArray("upstreams").getJsonObject(0);
    assertThat(monolith.getJsonObject("breaker"))
        .isEqualTo(
            new JsonObject(
                """
                {"failure_rate":"20%","open_for":"30s","slow_call":"1s","count":["5xx","429"]}"""));
    assertThat(monolith.getJsonObject("bulkhead")).isEqualTo(new JsonObject("{\"concurrent\":7}"));
    assertThat(monolith.getJsonObject("retry")).isEqualTo(new JsonObject("{\"attempts\":0}"));
    assertThat(monolith.getString("balance")).isEqualTo("round-robin");
    assertThat(monolith.getJsonObject("ejection")).isEqualTo(new JsonObject("{\"enabled\":false}"));
    assertThat(monolith.fieldNames()).doesNotContain("health", "slow_start", "deadline_header");

    JsonObject health = rules.getJsonArray("upstreams").getJsonObject(1).getJsonObject("health");
    assertThat(health.getString("path")).isEqualTo("…");
    assertThat(health.getString("interval")).isEqualTo("2s");

    JsonObject fixed = rules.getJsonArray("routes").getJsonObject(0);
    assertThat(fixed.getString("deadline")).isEqualTo("3s");
    assertThat(fixed.getString("fallback")).isEqualTo("respond 203");
    assertThat(fixed.getJsonObject("hedge"))
        .isEqualTo(new JsonObject("{\"after\":\"p95\",\"at_most\":\"5%\"}"));
    assertThat(rules.getJsonArray("seams").getJsonObject(0).getString("rescue")).isEqualTo("off");
  }

  @Test
  void anUpstreamThatNobodyNamesIsNotFound() throws IOException {
    var reply = admin.get("/api/upstreams/nobody");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().getString("code")).isEqualTo("unknown-upstream");
  }

  @Test
  void valuesThatMayBeSecretAreNotShownButTheirNamesAre() throws IOException {
    var reply = admin.get("/api/rules");
    var internal = reply.json().getJsonArray("routes").getJsonObject(1);
    assertThat(reply.body()).doesNotContain(SampleRules.SECRET);
    assertThat(internal.getString("match"))
        .isEqualTo("/internal/** header:X-Key=… header:X-Start=…* query:k~… cookie:c cookie:!d");
    assertThat(internal.getJsonObject("rewrite").encode())
        .isEqualTo("{\"path\":\"…\",\"host\":\"…\"}");
    assertThat(internal.getJsonObject("headers").encode())
        .isEqualTo("{\"request\":{\"set\":[\"Authorization\"]}}");
  }

  @Test
  void aRefusedRuleSetShowsItsProblemsBesideTheLiveOne() throws IOException {
    String before = admin.get("/api/rules").header("ETag").orElseThrow();
    rejection = Optional.of(new Rejection(Instant.EPOCH, List.of(problem())));
    var reply = admin.get("/api/rules", "If-None-Match: " + before);
    JsonObject rejected = reply.json().getJsonObject("rejected");
    assertThat(reply.json().getLong("revision")).isEqualTo(7);
    assertThat(rejected.getJsonArray("problems").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"severity":"error","file":"shop.yaml","line":14,"column":7,
                 "path":"seams.catalog.weight","message":"120% is more than 100%"}"""));
  }

  private static Problem problem() {
    return new Problem(
        Problem.Severity.ERROR,
        new Location("shop.yaml", 14, 7),
        "seams.catalog.weight",
        "120% is more than 100%");
  }

  @Test
  void anUnchangedRuleSetIsNotSentAgain() throws IOException {
    String tag = admin.get("/api/rules").header("ETag").orElseThrow();
    var reply = admin.get("/api/rules", "If-None-Match: \"other\", W/" + tag);
    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("ETag")).contains(tag);
  }

  @Test
  void aNewRevisionIsSentToWhoKnowsTheOldOne() throws IOException {
    String tag = admin.get("/api/rules").header("ETag").orElseThrow();
    live = SampleRules.snapshot(8);
    var reply = admin.get("/api/rules", "If-None-Match: " + tag);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getLong("revision")).isEqualTo(8);
  }

  @Test
  void thePortAloneLeadsToTheIndex() throws IOException {
    assertThat(admin.get("/").body()).isEqualTo(admin.get("/api").body());
  }

  @Test
  void theIndexNamesEveryEndpoint() throws IOException {
    var endpoints = admin.get("/api").json().getJsonArray("endpoints");
    assertThat(endpoints.stream().map(row -> ((JsonObject) row).getString("path")))
        .containsExactly(
            "/livez",
            "/readyz",
            "/metrics",
            "/api/rules",
            "/api/upstreams",
            "/api/upstreams/:name",
            "/api/upstreams/:name/breaker/reset",
            "/api/upstreams/:name/endpoints/:address/drain",
            "/api/upstreams/:name/endpoints/:address/restore",
            "/api/upstreams/:name/endpoints/:address/eject",
            "/api/log-level",
            "/api/log-level",
            "/api/cache",
            "/api/cache/purge",
            "/login",
            "/logout",
            "/api/openapi.json",
            "/api",
            "/");
    assertThat(endpoints.getJsonObject(0).getString("doc"))
        .isEqualTo("200 while the process runs.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/livez",
        "/readyz",
        "/metrics",
        "/api/rules",
        "/api/upstreams",
        "/api/cache",
        "/api"
      })
  void headAnswersTheHeadThatGetWould(String path) throws IOException {
    var get = admin.get(path);
    var head = admin.request("HEAD", path);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Length")).isPresent().isEqualTo(get.header("Content-Length"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"})
  void otherMethodsAreRefusedWithThoseAllowed(String method) throws IOException {
    var reply = admin.request(method, "/api/rules");
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).contains("GET, HEAD");
    assertThat(reply.json().getString("code")).isEqualTo("method-not-allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/api/rules/7", "/livez/../etc", "/LIVEZ"})
  void whatIsNotInTheTableIsNotFound(String path) throws IOException {
    var reply = admin.get(path);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("Content-Type")).contains("application/problem+json");
    assertThat(reply.json().getString("code")).isEqualTo("not-found");
  }

  @Test
  void answersAreNothingForBrowsersToGuessOrKeep() throws IOException {
    var reply = admin.get("/livez");
    assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(reply.header("Cache-Control")).contains("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "admin.example.com", "127.0.0.1.nip.io"})
  void refusesToListenWhereOthersReachItWithoutAToken(String host) {
    assertThatThrownBy(() -> listen(host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the admin listener cannot be put on "
                + host
                + " without a token: give it admin.token, or put it on a loopback address, such as"
                + " 127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.2", "127.0.0.1"})
  void listensOnAnyLoopbackAddress(String host) throws TimeoutException {
    assertThat(listen(host).port()).isPositive();
  }

  @Test
  void closesWhenItIsTold() throws TimeoutException {
    AdminServer server = listen("127.0.0.1");
    server.close().await(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> new AdminClient(server.port()).get("/livez"))
        .isInstanceOf(SocketException.class);
  }
}
