package dev.figleaf.proxy.admin.page;

import java.util.Map;

/** How it stands with all upstreams. */
final class UpstreamsPage {
  private final Desktop desktop;

  UpstreamsPage(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer show(Ask ask) {
    Map<String, Object> model = Map.of("upstreams", desktop.sources().desk().upstreams());
    Long live = ask.live();
    return live == null
        ? desktop.live(ask, "Upstreams", "/upstreams", "upstreams", model)
        : desktop.fresh(ask, live, "upstreams-live", model);
  }
}
