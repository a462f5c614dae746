package dev.figleaf.sample.catalog;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Sends answers: conditions, compression, HEAD. Runs on the request's event loop. */
final class Answers {
  private Answers() {}

  static void send(HttpServerRequest request, Answer answer) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    var shaped = shape(request, answer);
    response.setStatusCode(shaped.status());
    response.putHeader("X-Served-By", "catalog");
    shaped.headers().forEach(header -> response.headers().add(header.name(), header.value()));
    if (shaped.status() == 304) {
      response.end();
      return;
    }
    response.putHeader("Content-Length", Integer.toString(shaped.body().length()));
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(shaped.body());
    }
  }

  private static Answer shape(HttpServerRequest request, Answer answer) {
    var headers = request.headers();
    var compressed = Gzip.apply(headers, answer);
    var safe = request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    return safe && answer.status() == 200 ? Conditional.apply(headers, compressed) : compressed;
  }
}
