package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.store.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The one table of all pages.
 *
 * <p>Each is made on a virtual thread, a bounded number at once; what it comes to is sent on the
 * event loop that was asked.
 */
public final class Pages {
  /** The request headers that {@link #isWanted} looks at. */
  public static final String WANTED_BY = "Accept, HX-Request";

  private static final Logger LOG = LogManager.getLogger(Pages.class);
  private static final int AT_ONCE = 8;
  private static final int PATIENCE_SECONDS = 10;

  private final Vertx vertx;
  private final Desktop desktop;
  private final Semaphore room = new Semaphore(AT_ONCE);

  public Pages(Vertx vertx, PageSources sources) {
    this.vertx = vertx;
    this.desktop = new Desktop(sources);
  }

  /**
   * Whether a client wants a page where it might get JSON, too: browsers say so, and an open page
   * that fetches its own news, which accepts whatever comes.
   *
   * <p>An answer that hangs on it varies by {@link #WANTED_BY}.
   */
  public static boolean isWanted(RoutingContext context) {
    String accept = context.request().getHeader("Accept");
    return isOpen(context) || accept != null && accept.contains("text/html");
  }

  /** Whether it is a page already open that asks. */
  public static boolean isOpen(RoutingContext context) {
    return context.request().headers().contains("HX-Request");
  }

  /** All of them. */
  public List<PageRoute> routes() {
    var seams = new SeamPage(desktop);
    var differences = new DifferencePage(desktop);
    var history = new HistoryPage(desktop);
    var panic = new PanicPage(desktop);
    var rows = new ArrayList<PageRoute>();
    rows.add(get("/", new OverviewPage(desktop)::show, "The dashboard, for browsers."));
    rows.add(get("/status", new StatusPart(desktop)::show, "What pages show of the facade."));
    rows.add(get("/seams/:name", seams::show, "A seam, as a page."));
    rows.add(get("/seams/:name/preview", seams::preview, "What a weight would move."));
    rows.add(post("/seams/:name/override", seams::override, "The form of an override."));
    rows.add(post("/seams/:name/lift", seams::lift, "The form that lifts one."));
    rows.add(get("/shadow/differences/:id", differences::show, "A difference, as a page."));
    rows.add(post("/shadow/differences/:id/accept", differences::accept, "The form for it."));
    rows.add(post("/shadow/differences/:id/revoke", differences::revoke, "Takes that back."));
    rows.add(get("/upstreams", new UpstreamsPage(desktop)::show, "Upstreams, as a page."));
    rows.addAll(upstream());
    rows.add(get("/routes", new RoutesPage(desktop)::show, "Routes, and which one it is."));
    desktop.sources().rulePreview().ifPresent(it -> rows.addAll(previews(it)));
    rows.add(get("/history", history::list, "The history, as a page."));
    rows.add(get("/history/:revision", history::show, "A revision, as a page."));
    rows.add(post("/history/:revision/rollback", history::rollback, "The form of a rollback."));
    desktop.sources().endpoints().ifPresent(it -> rows.addAll(endpoints(it)));
    rows.add(get("/panic", panic::show, "What a panic would do."));
    rows.add(post("/panic", panic::panic, "The form of a panic."));
    rows.add(post("/calm", panic::calm, "The form that ends it."));
    rows.add(get("/login", new LoginPage(desktop)::show, "Asks for a token."));
    desktop.assets().all().forEach(asset -> rows.add(asset(asset)));
    return List.copyOf(rows);
  }

  private List<PageRoute> upstream() {
    var upstream = new UpstreamPage(desktop);
    return List.of(
        get("/upstreams/:name", upstream::show, "One of them, as a page."),
        post("/upstreams/:name/endpoints", upstream::order, "The form for its endpoints."),
        post("/upstreams/:name/breaker", upstream::resetBreaker, "The form for its breaker."));
  }

  private List<PageRoute> previews(RulePreview rules) {
    var preview = new PreviewPage(desktop, rules);
    return List.of(
        get("/preview", preview::show, "What other rules would do, as a page."),
        post("/preview", preview::preview, "The form for it.", true));
  }

  private List<PageRoute> endpoints(EndpointReports reports) {
    var endpoints = new EndpointPages(desktop, reports);
    return List.of(
        get("/inventory", endpoints::inventory, "Endpoints and advice, as a page."),
        get("/sunset", endpoints::sunset, "What nobody calls any more, as a page."));
  }

  private static PageRoute asset(Asset asset) {
    return new PageRoute(
        HttpMethod.GET,
        asset.path(),
        context -> Assets.send(context, asset),
        "A part of the dashboard.",
        false,
        true);
  }

  private PageRoute get(String path, Function<Ask, PageAnswer> page, String doc) {
    return new PageRoute(
        HttpMethod.GET,
        path,
        context -> make(context, page, Form.empty()),
        doc,
        false,
        path.equals("/login"));
  }

  private PageRoute post(String path, Function<Ask, PageAnswer> page, String doc) {
    return post(path, page, doc, false);
  }

  private PageRoute post(String path, Function<Ask, PageAnswer> page, String doc, boolean files) {
    return new PageRoute(HttpMethod.POST, path, context -> read(context, page), doc, files, false);
  }

  /** Reads what was sent, which the gate has bounded. */
  private void read(RoutingContext context, Function<Ask, PageAnswer> page) {
    context
        .request()
        .body()
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .onComplete(
            body -> make(context, page, form(body.toString())),
            _ -> send(context, unread("The form did not come in time.")));
  }

  private PageAnswer unread(String sentence) {
    return desktop.problem(new PageProblem(408, "Not read", sentence));
  }

  private static Form form(String text) {
    try {
      return Form.of(text);
    } catch (IllegalArgumentException _) {
      return Form.empty();
    }
  }

  private void make(RoutingContext context, Function<Ask, PageAnswer> page, Form form) {
    var ask =
        new Ask(
            desktop.sources().visitors().apply(context),
            Objects.requireNonNullElse(context.request().path(), "/"),
            context.pathParams(),
            form(Objects.requireNonNullElse(context.request().query(), "")),
            form);
    Context loop = vertx.getOrCreateContext();
    Thread.ofVirtual()
        .name("page")
        .start(
            () -> {
              PageAnswer answer = answer(page, ask);
              loop.runOnContext(_ -> send(context, answer));
            });
  }

  private static void send(RoutingContext context, PageAnswer answer) {
    answer.send(context.request());
  }

  private PageAnswer answer(Function<Ask, PageAnswer> page, Ask ask) {
    try {
      return bounded(page, ask);
    } catch (PageProblem problem) {
      return desktop.problem(problem);
    } catch (StoreUnavailable unavailable) {
      String why = "The store cannot be reached: " + unavailable.getMessage();
      return desktop.problem(new PageProblem(503, "No store", why));
    } catch (RuntimeException bug) {
      LOG.error("page failed", bug);
      return desktop.problem(
          new PageProblem(500, "A fault", "Figleaf has a bug; its log says more."));
    }
  }

  private PageAnswer bounded(Function<Ask, PageAnswer> page, Ask ask) {
    try {
      if (!room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new PageProblem(503, "Busy", "Too many pages are being made; ask again.");
      }
    } catch (InterruptedException _) {
      throw new PageProblem(503, "Busy", "The facade is being stopped.");
    }
    try {
      return page.apply(ask);
    } finally {
      room.release();
    }
  }
}
