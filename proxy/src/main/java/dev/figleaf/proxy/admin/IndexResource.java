package dev.figleaf.proxy.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The table of all endpoints, as JSON. */
final class IndexResource {
  private final List<AdminRoute> rows;

  /**
   * Made before its own row is in the table.
   *
   * @param rows read when asked, not now
   */
  IndexResource(List<AdminRoute> rows) {
    this.rows = rows;
  }

  void show(RoutingContext context) {
    var endpoints = new JsonArray();
    rows.forEach(row -> endpoints.add(entry(row)));
    var index = new JsonObject().put("endpoints", endpoints);
    Answer.send(context.request(), 200, Answer.JSON, index.toBuffer());
  }

  private static JsonObject entry(AdminRoute row) {
    return new JsonObject()
        .put("method", row.method().name())
        .put("path", row.path())
        .put("doc", row.doc());
  }
}
