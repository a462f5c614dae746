package dev.figleaf.proxy.handler;

import dev.figleaf.rules.HeaderEdits;
import io.vertx.core.http.HttpServerResponse;

/** The edits of a route on an answer that the facade itself gives. */
final class ResponseEdits {
  private ResponseEdits() {}

  static void apply(HttpServerResponse response, HeaderEdits edits) {
    edits.remove().forEach(response.headers()::remove);
    edits.set().forEach((name, value) -> response.headers().set(name, value));
    edits.add().forEach((name, value) -> response.headers().add(name, value));
  }
}
