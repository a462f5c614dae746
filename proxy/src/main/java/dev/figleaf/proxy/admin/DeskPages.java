package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.page.EndpointReports;
import dev.figleaf.proxy.admin.page.PageRoute;
import dev.figleaf.proxy.admin.page.PageSources;
import dev.figleaf.proxy.admin.page.Pages;
import dev.figleaf.proxy.admin.page.Preview;
import dev.figleaf.proxy.admin.page.RulePreview;
import dev.figleaf.proxy.admin.page.Visitor;
import dev.figleaf.proxy.admin.view.ExplainedRequest;
import dev.figleaf.proxy.admin.view.ExplainedView;
import dev.figleaf.proxy.admin.view.InventoryView;
import dev.figleaf.proxy.admin.view.SuggestionView;
import dev.figleaf.proxy.admin.view.SunsetView;
import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.traffic.inventory.Inventory;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The dashboard's pages, as rows of the table. */
final class DeskPages {
  private static final byte[] HERE = {127, 0, 0, 1};

  private final AdminSources sources;
  private final Pages pages;

  DeskPages(Vertx vertx, AdminSources sources, DeskSources desk) {
    this.sources = sources;
    var page =
        new PageSources(
            new LiveDesk(sources, desk, InstantSource.system()),
            desk.operations(),
            new LiveOrders(new UpstreamViews(sources.upstreams())),
            sources.shadow().map(ShadowSources::reports),
            () -> RulesDocument.of(sources.live().get(), Optional.empty()),
            this::explain,
            preview(sources, desk),
            sources.traffic().map(it -> rulePreview(sources, it)),
            sources.inventory().map(counted -> reports(sources, counted)),
            DeskPages::visitor,
            InstantSource.system());
    this.pages = new Pages(vertx, page);
  }

  private static Preview preview(AdminSources sources, DeskSources desk) {
    return sources
        .traffic()
        .<Preview>map(
            it -> new RecordedPreview(desk.operations(), it.recording(), InstantSource.system()))
        .orElse(Preview.NOTHING);
  }

  private static RulePreview rulePreview(AdminSources sources, TrafficSources traffic) {
    var diffs = new RuleDiffs(sources.live(), traffic);
    return files -> diffs.of(files, null);
  }

  private static EndpointReports reports(AdminSources sources, Inventory counted) {
    var views = new InventoryViews(counted, () -> sources.live().get().rules());
    return new EndpointReports() {
      @Override
      public InventoryView inventory(int days, int most) {
        return views.inventory(days, Optional.empty(), InventoryOrder.CALLS, most);
      }

      @Override
      public SuggestionView suggestions(int days) {
        return views.suggestions(days, Optional.empty());
      }

      @Override
      public SunsetView sunset(int days) {
        return views.sunset(days, Optional.empty());
      }
    };
  }

  /** All but the first page, which shares its path with the index. */
  List<AdminRoute> rows() {
    return pages.routes().stream().filter(row -> !row.path().equals("/")).map(this::row).toList();
  }

  private AdminRoute row(PageRoute page) {
    boolean form = page.method() == HttpMethod.POST;
    AdminRoute row =
        form
            ? AdminRoute.post(page.path(), page.handler(), page.doc())
                .taking(page.files() ? BodyLimit.RULES_FORM : BodyLimit.FORM)
            : AdminRoute.get(page.path(), page.handler(), page.doc());
    return page.open() ? row.to(Access.OPEN) : row;
  }

  /** The first page for browsers, and something else for who wants no page. */
  Handler<RoutingContext> first(Handler<RoutingContext> otherwise) {
    Handler<RoutingContext> page =
        pages.routes().stream()
            .filter(row -> row.path().equals("/"))
            .findFirst()
            .orElseThrow()
            .handler();
    return context -> {
      context.response().putHeader(HttpHeaders.VARY, Pages.WANTED_BY);
      (Pages.isWanted(context) ? page : otherwise).handle(context);
    };
  }

  /**
   * Shows who has no token where to give one.
   *
   * @return whether they were shown, and are to be told nothing else
   */
  static boolean asksForToken(RoutingContext context, AdminError refusal) {
    if (refusal != AdminError.TOKEN_MISSING) {
      return false;
    }
    // A page that is kept fresh must not take the sign-in for news.
    if (Pages.isOpen(context)) {
      context.response().putHeader("HX-Redirect", "/login");
      return false;
    }
    if (!Pages.isWanted(context)) {
      return false;
    }
    Answer.guard(context.response());
    context.response().setStatusCode(303).putHeader(HttpHeaders.LOCATION, "/login").end();
    return true;
  }

  private static Visitor visitor(RoutingContext context) {
    return Caller.maybe(context)
        .map(it -> new Visitor(it.token(), it.from(), it.role() == Role.OPERATOR))
        .orElse(Visitor.NOBODY);
  }

  private List<String> explain(String method, String url, List<String> headers) {
    Snapshot live = sources.live().get();
    ExplainedRequest request = ExplainedRequest.of(method, url, headers, List.of(), HERE);
    return ExplainedView.of(request, live.rules(), live.table()).lines();
  }
}
