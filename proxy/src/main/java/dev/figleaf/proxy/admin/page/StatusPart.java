package dev.figleaf.proxy.admin.page;

import java.util.Map;
import java.util.Objects;

/** The status line and the banners alone, for pages that nothing else changes on. */
final class StatusPart {
  private final Desktop desktop;

  StatusPart(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer show(Ask ask) {
    return desktop.fresh(ask, Objects.requireNonNullElse(ask.live(), 0L), "status", Map.of());
  }
}
