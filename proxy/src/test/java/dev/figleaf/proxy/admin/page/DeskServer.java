package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.proxy.admin.view.SeamView.VerdictView;
import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.proxy.admin.view.UpstreamView.BreakerView;
import dev.figleaf.proxy.admin.view.UpstreamView.BulkheadView;
import dev.figleaf.proxy.admin.view.UpstreamView.EndpointView;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.report.SampleEvidence;
import dev.figleaf.proxy.store.EvidenceLog;
import dev.figleaf.proxy.store.SqlEvidenceLog;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** All pages over a desk in memory, on a port of its own, with events as the API sends them. */
final class DeskServer implements AutoCloseable {
  static final String RULES =
      """
      version: 1
      upstreams:
        monolith: { url: "http://127.0.0.1:8081" }
        catalog: { url: "http://127.0.0.1:8082" }
      seams:
        catalog: { from: monolith, to: catalog, weight: 5% }
      routes:
        - match: /api/catalog/**
          seam: catalog
        - match: /**
          to: monolith
      """;

  private final Vertx vertx = Vertx.vertx();
  final InstantSource clock;
  final SampleOperations operations;
  final SampleDesk desk;
  final SampleOrders orders;
  volatile Visitor visitor = new Visitor(null, "api 127.0.0.1", true);
  volatile RulePreview rulePreview = _ -> DiffView.rejected(List.of());
  volatile JsonArray hour = new JsonArray();
  private final HttpServer server;

  DeskServer(int port, InstantSource clock, @Nullable EvidenceLog evidence)
      throws TimeoutException {
    this.clock = clock;
    this.operations = new SampleOperations(clock);
    this.desk = new SampleDesk(operations, clock);
    this.orders = new SampleOrders(desk, clock);
    var sources =
        new PageSources(
            desk,
            operations,
            orders,
            Optional.ofNullable(evidence).map(log -> Reports.of(log, clock)),
            DeskServer::rules,
            DeskServer::explain,
            (seam, weight) ->
                Optional.of(
                    new Preview.Moves(
                        12_480,
                        Math.round(12_480 * weight.fraction()),
                        Math.round(310 * weight.fraction()),
                        seam,
                        List.of("GET /api/catalog/items/7", "GET /api/catalog/items?page=2"))),
            Optional.of(files -> rulePreview.of(files)),
            Optional.of(new SampleReports(clock)),
            _ -> visitor,
            clock);
    Router router = Router.router(vertx);
    new Pages(vertx, sources)
        .routes()
        .forEach(row -> router.route(row.method(), row.path()).handler(row.handler()));
    router.get("/api/events").handler(this::events);
    router.get("/api/seams/:name/hour").handler(this::hour);
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(port, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.actualPort() + path;
  }

  int port() {
    return server.actualPort();
  }

  private static JsonObject rules() {
    return new JsonObject()
        .put(
            "routes",
            new JsonArray()
                .add(route("catalog.item", "GET,HEAD /api/catalog/items/{id}", "seam catalog"))
                .add(route("catalog.list", "GET,HEAD /api/catalog/**", "seam catalog"))
                .add(route("home", "/api/home X-Client=mobile", "aggregate user, orders, picks"))
                .add(route("<script>alert(1)</script>", "/x\"'<b>", "respond 200"))
                .add(route("rest", "/**", "to monolith")));
  }

  private static JsonObject route(String name, String match, String action) {
    return new JsonObject()
        .put("name", name)
        .put("at", "shop.yaml:31:5")
        .put("match", match)
        .put("action", action);
  }

  private static List<String> explain(String method, String url, List<String> headers) {
    if (!url.startsWith("/")) {
      throw new IllegalArgumentException(url + " is neither a path nor a URL");
    }
    return List.of(
        method + " " + url,
        "  route catalog.list (shop.yaml:31:5), seam catalog",
        "  cohort " + (headers.isEmpty() ? "visitor" : headers.getFirst()) + ": draw 0.137",
        "  0.137 < 20%: upstream catalog");
  }

  private void events(RoutingContext context) {
    var response = context.response().setChunked(true);
    response.putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-store");
    response.write("event: hello\ndata: {}\n\n");
    long timer = vertx.setPeriodic(250, _ -> response.write("event: figures\ndata: {}\n\n"));
    response.exceptionHandler(_ -> {});
    response.closeHandler(_ -> vertx.cancelTimer(timer));
  }

  private void hour(RoutingContext context) {
    context.json(new JsonObject().put("points", hour));
  }

  /** A shop with three seams, some history and traffic. */
  DeskServer furnished() {
    desk.written =
        List.of(
            SampleDesk.seam(
                "catalog",
                "20%",
                412,
                new VerdictView(
                    "not_ready",
                    "Do not send more traffic to catalog: differences are surely at least 0.7%,"
                        + " allowed are 0.1%.",
                    17_563,
                    5,
                    clock.instant())),
            SampleDesk.seam("checkout", "0%", 0, null),
            SampleDesk.seam(
                "stock",
                "100%",
                96,
                new VerdictView(
                    "ready",
                    "The evidence allows more traffic to stock.",
                    48_112,
                    0,
                    clock.instant())));
    desk.upstreams = List.of(upstream("catalog", true), upstream("monolith", false));
    var ann = new Author("ann", "files", "first seam");
    operations.ago = Duration.ofDays(2);
    operations.accept(RULES, ann, "upstream monolith added", "seam catalog added, at 5%");
    operations.ago = Duration.ofMinutes(25);
    operations.accept(
        RULES.replace("5%", "20%"),
        new Author("ben", "files", "a calm week"),
        "seam catalog: weight 5% → 20%");
    operations.ago = Duration.ZERO;
    Instant now = clock.instant();
    for (int i = 0; i < 360; i++) {
      double wave = Math.sin(i / 19.0);
      hour.add(
          new JsonObject()
              .put("at", now.minus(Duration.ofSeconds(10L * (360 - i))).toString())
              .put("weight", i < 210 ? 0.05 : 0.2)
              .put("observed", (i < 210 ? 0.049 : 0.197) + wave * 0.004)
              .put("from_per_second", 330 + wave * 22)
              .put("to_per_second", i < 210 ? 20 + wave : 82 + wave * 5)
              .put("from_errors", 0.002 + Math.abs(wave) / 2_000)
              .put("to_errors", i % 90 == 0 ? 0.01 : 0.0004)
              .put("from_p95", 46 + wave * 5)
              .put("to_p95", i < 230 ? 24 + wave * 2 : 29 + wave * 3));
    }
    return this;
  }

  private UpstreamView upstream(String name, boolean troubled) {
    Instant now = clock.instant();
    return new UpstreamView(
        name,
        new BreakerView(troubled ? "half_open" : "closed", 1.2, 412, 5, 0, null, null),
        new BulkheadView(200, 7, 0, 0, 10_000, 1),
        List.of(
            new EndpointView(
                "10.0.0.7:8082", name, "well", false, false, 7, 0, 1, null, now, "passed"),
            new EndpointView(
                "10.0.0.8:8082",
                name,
                troubled ? "ejected" : "well",
                false,
                troubled,
                0,
                5,
                1,
                troubled ? now.plusSeconds(22) : null,
                now,
                "passed")));
  }

  @Override
  public void close() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  /** Evidence of a catalog with faults, in a database in this folder. */
  static EvidenceLog evidence(Path folder) {
    String file = folder.resolve("figleaf.db").toString();
    var log =
        new SqlEvidenceLog(
            StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + file)), () -> SampleEvidence.NOW);
    log.write(SampleEvidence.faulty());
    return log;
  }

  /** A clock that goes on from when the evidence ends. */
  static InstantSource ticking() {
    return InstantSource.offset(
        InstantSource.system(), Duration.between(Instant.now(), SampleEvidence.NOW));
  }

  /** Serves them until somebody ends it, for who wants to look: an optional port. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("desk");
    int port = arguments.length == 0 ? 9901 : Integer.parseInt(arguments[0]);
    var server = new DeskServer(port, ticking(), evidence(folder)).furnished();
    System.out.println(server.url("/"));
    Thread.currentThread().join();
  }
}
