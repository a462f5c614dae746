package dev.figleaf.proxy.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The document of all endpoints, made when it is asked for first. */
final class OpenApiResource {
  private final List<AdminRoute> rows;
  private @Nullable Buffer made;

  /**
   * Made before its own row is in the table.
   *
   * @param rows read when asked, not now
   */
  OpenApiResource(List<AdminRoute> rows) {
    this.rows = rows;
  }

  void show(RoutingContext context) {
    Buffer document = made;
    if (document == null) {
      document = OpenApi.of(rows).toBuffer();
      made = document;
    }
    Answer.send(context.request(), 200, Answer.JSON, document);
  }
}
