package dev.figleaf.proxy.admin.page;

import java.util.Map;

/** All seams at a glance, and what changed lately. */
final class OverviewPage {
  private static final int LATELY = 6;

  private final Desktop desktop;

  OverviewPage(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer show(Ask ask) {
    var desk = desktop.sources().desk();
    Map<String, Object> model = Map.of("seams", desk.seams(), "lately", desk.history(0, LATELY));
    Long live = ask.live();
    return live == null
        ? desktop.live(ask, "Seams", "/", "overview", model)
        : desktop.fresh(ask, live, "overview-live", model);
  }
}
