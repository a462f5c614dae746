package dev.figleaf.proxy.admin.page;

import java.util.Map;

/** Which endpoints there are, which seam to cut next, and what may be deleted. */
final class EndpointPages {
  private static final int USUAL_DAYS = 30;
  private static final int MOST_DAYS = 366;
  private static final int SHOWN = 200;

  private final Desktop desktop;
  private final EndpointReports reports;

  EndpointPages(Desktop desktop, EndpointReports reports) {
    this.desktop = desktop;
    this.reports = reports;
  }

  PageAnswer inventory(Ask ask) {
    int days = days(ask);
    Map<String, Object> model =
        Map.of("inventory", reports.inventory(days, SHOWN), "advice", reports.suggestions(days));
    return desktop.page(200, ask, "Inventory", "/inventory", "inventory", model);
  }

  PageAnswer sunset(Ask ask) {
    Map<String, Object> model = Map.of("sunset", reports.sunset(days(ask)));
    return desktop.page(200, ask, "Sunset", "/sunset", "sunset", model);
  }

  private static int days(Ask ask) {
    long days = Ask.number(ask.query().get("days"));
    return days == 0 ? USUAL_DAYS : (int) Math.min(days, MOST_DAYS);
  }
}
