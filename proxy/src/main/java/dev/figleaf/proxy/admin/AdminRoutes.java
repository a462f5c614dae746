package dev.figleaf.proxy.admin;

import static dev.figleaf.proxy.admin.AdminRoute.delete;
import static dev.figleaf.proxy.admin.AdminRoute.get;
import static dev.figleaf.proxy.admin.AdminRoute.post;
import static dev.figleaf.proxy.admin.AdminRoute.put;

import dev.figleaf.proxy.traffic.inventory.Inventory;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

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
    var rules = new RulesResource(sources.live(), sources.rejection(), past(vertx, sources));
    var rows = new ArrayList<AdminRoute>();
    rows.add(get("/livez", health::live, "200 while the process runs.").to(Access.OPEN));
    rows.add(
        get("/readyz", health::ready, "200 while traffic is welcome, otherwise 503 and why.")
            .to(Access.OPEN));
    rows.add(get("/metrics", metrics::scrape, "All figures, in Prometheus' text format."));
    rows.add(get("/api/rules", rules::show, "The live rules, and a refused set if there is one."));
    rows.addAll(upstreams(vertx, sources));
    rows.addAll(logLevel(vertx));
    var caches = new CacheResource(sources.caches(), new Blocking(vertx));
    rows.add(get("/api/cache", caches::list, "What routes keep, and how often it served."));
    rows.add(post("/api/cache/purge", caches::purge, "Throws away what is kept."));
    sources.desk().ifPresent(desk -> rows.addAll(desk(vertx, sources, desk)));
    sources.shadow().ifPresent(shadow -> rows.addAll(shadow(vertx, shadow)));
    sources.inventory().ifPresent(known -> rows.addAll(inventory(vertx, sources, known)));
    rows.addAll(sessions(door));
    var index = new IndexResource(rows);
    rows.add(get("/api", index::show, "This list."));
    rows.add(get("/", index::show, "The same, for who only knows the port."));
    return List.copyOf(rows);
  }

  private static @Nullable RuleFilesResource past(Vertx vertx, AdminSources sources) {
    return sources
        .desk()
        .map(desk -> new RuleFilesResource(desk, new Blocking(vertx)))
        .orElse(null);
  }

  private static List<AdminRoute> upstreams(Vertx vertx, AdminSources sources) {
    var upstreams =
        new UpstreamsResource(new UpstreamViews(sources.upstreams()), new Blocking(vertx));
    String one = "/api/upstreams/:name";
    String endpoint = one + "/endpoints/:address";
    return List.of(
        get("/api/upstreams", upstreams::list, "How it stands with all upstreams."),
        get(one, upstreams::show, "The same for one of them."),
        post(one + "/breaker/reset", upstreams::resetBreaker, "Closes its breaker."),
        post(endpoint + "/drain", upstreams::drain, "Keeps new requests from an endpoint."),
        post(endpoint + "/restore", upstreams::restore, "Lets them through again."),
        post(endpoint + "/eject", upstreams::eject, "Takes an endpoint out for a while."));
  }

  private static List<AdminRoute> logLevel(Vertx vertx) {
    var levels = new LogLevelResource(new LogLevels(vertx, InstantSource.system()));
    return List.of(
        get("/api/log-level", levels::show, "How much the process log says."),
        put("/api/log-level", levels::set, "Another level for a while."));
  }

  private static List<AdminRoute> desk(Vertx vertx, AdminSources sources, DeskSources desk) {
    var blocking = new Blocking(vertx);
    var live = new LiveDesk(sources, desk, InstantSource.system());
    var shown = new DeskResource(live, blocking);
    var happening = new EventsResource(vertx, live, desk, blocking);
    var access = new AccessResource(vertx, desk.access());
    var past = new RuleFilesResource(desk, blocking);
    var changes = new ChangesResource(desk.operations(), live, blocking);
    return List.of(
        get("/api/status", shown::status, "How it stands with the facade as a whole."),
        get("/api/seams", shown::seams, "The seams: weights, shares seen, verdicts."),
        get("/api/seams/:name", shown::seam, "One of them."),
        get("/api/seams/:name/hour", shown::hour, "How it went within the last hour."),
        get("/api/overrides", shown::overrides, "The weights that hold in place of the files'."),
        put("/api/overrides/:seam", changes::override, "Gives a seam a weight for a while."),
        delete("/api/overrides/:seam", changes::lift, "Gives it back what its file says."),
        post("/api/panic", changes::panic, "Every seam back on its old side, no shadows."),
        delete("/api/panic", changes::calm, "Ends that."),
        post("/api/rollback", changes::rollback, "Makes live what was so at a revision."),
        get("/api/history", shown::history, "What changed what is live, the newest first."),
        get("/api/history/:revision", shown::event, "One event of it."),
        get("/api/rules/files", past::files, "The rule files, as they were written.")
            .to(Access.OPERATOR),
        post("/api/rules/check", past::check, "What is wrong with rule files.")
            .taking(BodyLimit.RULES),
        post("/api/explain", past::explain, "Which route and upstream a request gets, and why.")
            .to(Access.VIEWER),
        get("/api/events", happening::listen, "What happens, as it happens."),
        get("/api/access", access::follow, "Requests, as they end."));
  }

  private static List<AdminRoute> inventory(Vertx vertx, AdminSources sources, Inventory known) {
    var inventory =
        new InventoryResource(
            new InventoryViews(known, () -> sources.live().get().rules()), new Blocking(vertx));
    return List.of(
        get("/api/inventory", inventory::endpoints, "Which endpoints are called."),
        get("/api/inventory/suggestions", inventory::suggestions, "Which seam to cut next."),
        get("/api/sunset", inventory::sunset, "What nobody calls any more with success."));
  }

  private static List<AdminRoute> sessions(Doorkeeper door) {
    var login = new LoginResource(door);
    return List.of(
        post("/login", login::login, "Lets a browser in that shows a token.")
            .to(Access.OPEN)
            .taking(BodyLimit.FORM),
        post("/logout", login::logout, "Lets it out.").to(Access.OPEN).taking(BodyLimit.FORM));
  }

  private static List<AdminRoute> shadow(Vertx vertx, ShadowSources sources) {
    var blocking = new Blocking(vertx);
    var reports = new ShadowResource(sources, blocking);
    var decisions = new ShadowDecisions(sources, blocking);
    var recordings = new RecordingResource(vertx, sources, blocking);
    String difference = "/api/shadow/differences/:id";
    String subject = "/api/shadow/:subject";
    return List.of(
        get("/api/shadow", reports::list, "What is compared, and the verdicts."),
        get(difference, reports::difference, "One difference, with examples."),
        get(difference + "/export", reports::export, "The same as curl, http or wiremock."),
        post(difference + "/acceptance", decisions::accept, "Says that a difference is meant."),
        delete(difference + "/acceptance", decisions::revoke, "Takes that back."),
        get(subject, reports::show, "A report: json, text, markdown, html or junit."),
        get(subject + "/differences", reports::differences, "All differences of a subject."),
        get(subject + "/recording", recordings::record, "What the control answers, as it comes."),
        post(subject + "/restart", decisions::restart, "Begins evidence anew."));
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
    } else {
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
