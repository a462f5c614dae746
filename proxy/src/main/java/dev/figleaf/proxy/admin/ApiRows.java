package dev.figleaf.proxy.admin;

import static dev.figleaf.proxy.admin.AdminRoute.delete;
import static dev.figleaf.proxy.admin.AdminRoute.get;
import static dev.figleaf.proxy.admin.AdminRoute.post;
import static dev.figleaf.proxy.admin.AdminRoute.put;

import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.ExplainedView;
import dev.figleaf.proxy.admin.view.InventoryView;
import dev.figleaf.proxy.admin.view.OverrideView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.admin.view.SuggestionView;
import dev.figleaf.proxy.admin.view.SunsetView;
import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.proxy.traffic.SeamPoint;
import dev.figleaf.proxy.traffic.inventory.Inventory;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of the API, by their subject. */
final class ApiRows {
  private static final String LINES = "application/x-ndjson";

  private final Vertx vertx;
  private final AdminSources sources;
  private final Blocking blocking;

  /** A room of its own: a panic does not wait behind reports. */
  private final Blocking changing;

  private ApiRows(Vertx vertx, AdminSources sources) {
    this.vertx = vertx;
    this.sources = sources;
    this.blocking = new Blocking(vertx);
    this.changing = new Blocking(vertx);
  }

  static List<AdminRoute> all(Vertx vertx, AdminSources sources, Doorkeeper door) {
    var api = new ApiRows(vertx, sources);
    DeskSources desk = sources.desk().orElse(null);
    var rows = new ArrayList<AdminRoute>();
    rows.addAll(api.rules(desk));
    rows.addAll(api.upstreams());
    rows.addAll(api.logLevel());
    rows.addAll(api.caches());
    if (desk != null) {
      rows.addAll(api.desk(desk));
      rows.addAll(api.files(desk));
    }
    sources.traffic().ifPresent(traffic -> rows.addAll(api.traffic(traffic)));
    sources.shadow().ifPresent(shadow -> rows.addAll(api.shadow(shadow)));
    sources.inventory().ifPresent(inventory -> rows.addAll(api.inventory(inventory)));
    rows.addAll(sessions(door));
    return rows;
  }

  private List<AdminRoute> rules(@Nullable DeskSources desk) {
    var past = desk == null ? null : new RuleFilesResource(desk, blocking);
    var rules = new RulesResource(sources.live(), sources.rejection(), past);
    return List.of(
        get("/api/rules", rules::show, "The live rules, and a refused set if there is one.")
            .asking("revision:integer", "at")
            .givingObject("revision", "since", "upstreams", "seams", "routes"));
  }

  private List<AdminRoute> upstreams() {
    var views = new UpstreamViews(sources.upstreams());
    var upstreams = new UpstreamsResource(views, new LiveOrders(views), changing);
    String one = "/api/upstreams/:name";
    String endpoint = one + "/endpoints/:address";
    return List.of(
        get("/api/upstreams", upstreams::list, "How it stands with all upstreams.")
            .giving("upstreams", UpstreamView.class),
        get(one, upstreams::show, "The same for one of them.").giving(UpstreamView.class),
        post(one + "/breaker/reset", upstreams::resetBreaker, "Closes its breaker.")
            .sending("because", "by")
            .giving(UpstreamView.class),
        post(endpoint + "/drain", upstreams::drain, "Keeps new requests from an endpoint.")
            .sending("because", "by")
            .giving(UpstreamView.class),
        post(endpoint + "/restore", upstreams::restore, "Lets them through again.")
            .sending("because", "by")
            .giving(UpstreamView.class),
        post(endpoint + "/eject", upstreams::eject, "Takes an endpoint out for a while.")
            .sending("because", "by")
            .giving(UpstreamView.class));
  }

  private List<AdminRoute> logLevel() {
    var levels = new LogLevelResource(new LogLevels(vertx, InstantSource.system()));
    return List.of(
        get("/api/log-level", levels::show, "How much the process log says.")
            .giving(LogLevels.LevelsView.class),
        put("/api/log-level", levels::set, "Another level for a while.")
            .sending("logger", "level*", "for", "because", "by")
            .giving(LogLevels.LevelsView.class));
  }

  private List<AdminRoute> caches() {
    var caches = new CacheResource(sources.caches(), blocking);
    return List.of(
        get("/api/cache", caches::list, "What routes keep, and how often it served.")
            .givingObject("caches"),
        post("/api/cache/purge", caches::purge, "Throws away what is kept.")
            .sending("route", "path", "prefix")
            .givingObject("purged"));
  }

  private List<AdminRoute> desk(DeskSources desk) {
    var live = new LiveDesk(sources, desk, InstantSource.system());
    var shown = new DeskResource(live, blocking);
    var happening = new EventsResource(vertx, live, desk, blocking);
    var access = new AccessResource(vertx, desk.access());
    var rows = new ArrayList<AdminRoute>();
    rows.addAll(shown(shown));
    rows.addAll(changes(new ChangesResource(desk.operations(), live, changing)));
    rows.add(
        get("/api/events", happening::listen, "What happens, as it happens.")
            .givingText(EventsResource.TYPE));
    rows.add(
        get("/api/access", access::follow, "Requests, as they end.")
            .asking("method", "status", "path", "route", "upstream", "seam", "slower", "for")
            .givingText(LINES));
    return rows;
  }

  private static List<AdminRoute> shown(DeskResource shown) {
    return List.of(
        get("/api/status", shown::status, "How it stands with the facade as a whole.")
            .giving(StatusView.class),
        get("/api/seams", shown::seams, "The seams: weights, shares seen, verdicts.")
            .giving("seams", SeamView.class),
        get("/api/seams/:name", shown::seam, "One of them.").giving(SeamView.class),
        get("/api/seams/:name/hour", shown::hour, "How it went within the last hour.")
            .giving("points", SeamPoint.class),
        get("/api/overrides", shown::overrides, "The weights that hold in place of the files'.")
            .asking("as")
            .giving("overrides", OverrideView.class),
        get("/api/history", shown::history, "What changed what is live, the newest first.")
            .asking("before:integer", "most:integer")
            .giving("events", EventView.class),
        get("/api/history/:revision", shown::event, "One event of it.").giving(EventView.class));
  }

  private static List<AdminRoute> changes(ChangesResource changes) {
    return List.of(
        put("/api/overrides/:seam", changes::override, "Gives a seam a weight for a while.")
            .sending("weight*", "for", "because", "by")
            .giving(EventView.class),
        delete("/api/overrides/:seam", changes::lift, "Gives it back what its file says.")
            .sending("because", "by")
            .giving(EventView.class),
        post("/api/panic", changes::panic, "Every seam back on its old side, no shadows.")
            .sending("because", "by")
            .giving(EventView.class),
        delete("/api/panic", changes::calm, "Ends that.")
            .sending("because", "by")
            .giving(EventView.class),
        post("/api/rollback", changes::rollback, "Makes live what was so at a revision.")
            .sending("to*:integer", "because", "by")
            .giving(EventView.class));
  }

  private List<AdminRoute> files(DeskSources desk) {
    var files = new RuleFilesResource(desk, blocking);
    return List.of(
        get("/api/rules/files", files::files, "The rule files, as they were written.")
            .to(Access.OPERATOR)
            .asking("revision:integer", "at")
            .giving(RuleFilesResource.FilesView.class),
        post("/api/rules/check", files::check, "What is wrong with rule files.")
            .taking(BodyLimit.RULES)
            .sending("files*:object")
            .giving(RuleFilesResource.CheckView.class),
        post("/api/explain", files::explain, "Which route and upstream a request gets, and why.")
            .to(Access.VIEWER)
            .sending("method", "url*", "headers:object", "client", "at")
            .giving(ExplainedView.class));
  }

  private List<AdminRoute> traffic(TrafficSources traffic) {
    var resource = new TrafficResource(sources.live(), traffic, blocking);
    return List.of(
        post("/api/rules/diff", resource::diff, "What other rules would change.")
            .taking(BodyLimit.RULES)
            .sending("files*:object", "max_moved")
            .giving(DiffView.class),
        get("/api/traffic/recording", resource::recording, "What is remembered of requests.")
            .givingText(LINES));
  }

  private List<AdminRoute> shadow(ShadowSources shadow) {
    var reporting = new Blocking(vertx);
    var reports = new ShadowResource(shadow, reporting);
    var decisions = new ShadowDecisions(shadow, reporting);
    var recordings = new RecordingResource(vertx, shadow, reporting);
    String difference = "/api/shadow/differences/:id";
    String subject = "/api/shadow/:subject";
    return List.of(
        get("/api/shadow", reports::list, "What is compared, and the verdicts.")
            .asking("format", "since", "colour")
            .givingObject("subjects"),
        get(difference, reports::difference, "One difference, with examples.")
            .givingObject("id", "kind"),
        get(difference + "/export", reports::export, "The same as curl, http or wiremock.")
            .asking("as")
            .givingText("text/plain"),
        post(difference + "/acceptance", decisions::accept, "Says that a difference is meant.")
            .sending("because*", "until", "for", "by")
            .giving(201, new Shape.Members(List.of("because", "by"))),
        delete(difference + "/acceptance", decisions::revoke, "Takes that back.")
            .giving(204, new Shape.Nothing()),
        get(subject, reports::show, "A report: json, text, markdown, html or junit.")
            .asking("format", "since", "colour")
            .givingObject("subject", "verdict"),
        get(subject + "/differences", reports::differences, "All differences of a subject.")
            .asking("since")
            .givingObject("subject", "differences"),
        get(subject + "/recording", recordings::record, "What the control answers, as it comes.")
            .asking("for", "most:integer")
            .givingText(LINES),
        post(subject + "/restart", decisions::restart, "Begins evidence anew.")
            .sending("because*")
            .givingObject("subject", "because"));
  }

  private List<AdminRoute> inventory(Inventory known) {
    var inventory =
        new InventoryResource(
            new InventoryViews(known, () -> sources.live().get().rules()), blocking);
    return List.of(
        get("/api/inventory", inventory::endpoints, "Which endpoints are called.")
            .asking("days:integer", "upstream", "sort", "most:integer")
            .giving(InventoryView.class),
        get("/api/inventory/suggestions", inventory::suggestions, "Which seam to cut next.")
            .asking("days:integer", "upstream")
            .giving(SuggestionView.class),
        get("/api/sunset", inventory::sunset, "What is not called with success any more.")
            .asking("days:integer", "upstream")
            .giving(SunsetView.class));
  }

  private static List<AdminRoute> sessions(Doorkeeper door) {
    var login = new LoginResource(door);
    return List.of(
        post("/login", login::login, "Lets a browser in that shows a token.")
            .to(Access.OPEN)
            .taking(BodyLimit.FORM)
            .sending("token*")
            .giving(204, new Shape.Nothing()),
        post("/logout", login::logout, "Lets it out.")
            .to(Access.OPEN)
            .taking(BodyLimit.FORM)
            .giving(204, new Shape.Nothing()));
  }
}
