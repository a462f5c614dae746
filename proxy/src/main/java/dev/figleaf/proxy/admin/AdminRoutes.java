package dev.figleaf.proxy.admin;

import static dev.figleaf.proxy.admin.AdminRoute.get;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The one table of what can be asked, and the router that it becomes.
 *
 * <p>A new endpoint is a row: its index entry, its {@code HEAD}, its 405 and its Allow follow.
 */
final class AdminRoutes {
  private static final Logger LOG = LogManager.getLogger(AdminRoutes.class);

  private AdminRoutes() {}

  static List<AdminRoute> table(Vertx vertx, AdminSources sources, Doorkeeper door) {
    var health = new HealthResource(sources.readiness());
    var metrics = new MetricsResource(vertx, sources.scrape());
    var rows = new ArrayList<AdminRoute>();
    rows.add(
        get("/livez", health::live, "200 while the process runs.")
            .to(Access.OPEN)
            .givingText("text/plain"));
    rows.add(
        get("/readyz", health::ready, "200 while traffic is welcome, otherwise 503 and why.")
            .to(Access.OPEN)
            .givingText("text/plain"));
    rows.add(
        get("/metrics", metrics::scrape, "All figures, in Prometheus' text format.")
            .givingText("text/plain"));
    rows.addAll(ApiRows.all(vertx, sources, door));
    var index = new IndexResource(rows);
    var document = new OpenApiResource(rows);
    rows.add(
        get("/api/openapi.json", document::show, "All of this, as an OpenAPI document.")
            .givingObject("openapi", "info", "paths", "components"));
    rows.add(get("/api", index::show, "This list.").givingObject("endpoints"));
    Optional<DeskPages> pages = sources.desk().map(desk -> new DeskPages(vertx, sources, desk));
    rows.add(
        get(
            "/",
            pages.map(it -> it.first(index::show)).orElse(index::show),
            "The same, for who only knows the port; the dashboard for browsers."));
    var all = new ArrayList<>(rows);
    pages.ifPresent(it -> all.addAll(it.rows()));
    return List.copyOf(all);
  }

  /** The router of a table; everything that is not in it is answered with a problem document. */
  static Router router(Vertx vertx, List<AdminRoute> table, Doorkeeper door) {
    Router router = Router.router(vertx);
    table.forEach(row -> mount(router, row, door));
    paths(table)
        .forEach(path -> router.route(path).handler(context -> refuse(context, path, table)));
    router.route().handler(AdminError.NOT_FOUND::send);
    router.errorHandler(400, AdminError.BAD_TARGET::send);
    router.errorHandler(500, AdminRoutes::failed);
    return router;
  }

  private static void mount(Router router, AdminRoute row, Doorkeeper door) {
    Handler<RoutingContext> handler = context -> enter(context, row, door);
    router.route(row.method(), row.path()).handler(handler);
    if (row.method() == HttpMethod.GET) {
      router.route(HttpMethod.HEAD, row.path()).handler(handler);
    }
  }

  private static void enter(RoutingContext context, AdminRoute row, Doorkeeper door) {
    AdminError refusal = door.check(context, row.access());
    if (refusal == null && !row.body().allows(context.request())) {
      refusal = AdminError.BODY_REFUSED;
    }
    if (refusal == null) {
      row.handler().handle(context);
    } else if (!DeskPages.asksForToken(context, refusal)) {
      refusal.send(context);
    }
  }

  private static Set<String> paths(List<AdminRoute> table) {
    return table.stream()
        .map(AdminRoute::path)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void refuse(RoutingContext context, String path, List<AdminRoute> table) {
    context.response().putHeader(HttpHeaders.ALLOW, allowed(path, table));
    AdminError.METHOD_NOT_ALLOWED.send(context);
  }

  private static String allowed(String path, List<AdminRoute> table) {
    return table.stream()
        .filter(row -> row.path().equals(path))
        .map(row -> row.method() == HttpMethod.GET ? "GET, HEAD" : row.method().name())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static void failed(RoutingContext context) {
    LOG.error("admin request failed", context.failure());
    AdminError.INTERNAL.send(context);
  }
}
