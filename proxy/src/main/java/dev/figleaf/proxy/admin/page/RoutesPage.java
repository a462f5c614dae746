package dev.figleaf.proxy.admin.page;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The live routes, and which of them a request would get. */
final class RoutesPage {
  private static final int LONGEST = 2_000;

  private final Desktop desktop;

  RoutesPage(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer show(Ask ask) {
    Form form = ask.query().suggest("method", "GET");
    List<String> lines = form.has("url") ? explained(form) : List.of();
    Map<String, Object> model = Map.of("routes", rows(), "form", form, "lines", lines);
    return desktop.page(200, ask, "Routes", "/routes", "routes", model);
  }

  private List<RouteRow> rows() {
    JsonArray routes = desktop.sources().rules().get().getJsonArray("routes", new JsonArray());
    return routes.stream().map(JsonObject.class::cast).map(RouteRow::of).toList();
  }

  private List<String> explained(Form form) {
    String method = form.bounded("method", "the method", 50);
    String url = form.required("url", "the URL", LONGEST);
    String headers = form.bounded("headers", "all headers together", LONGEST);
    if (method == null || url == null || headers == null) {
      return List.of();
    }
    try {
      List<String> fields = headers.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
      return desktop.sources().explainer().explain(method, url, fields);
    } catch (IllegalArgumentException e) {
      form.refuse("url", String.valueOf(e.getMessage()));
      return List.of();
    }
  }
}
