package dev.figleaf.sample.monolith;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Sends answers: conditions, ranges, compression, HEAD. Runs on the request's event loop. */
final class Answers {
  private Answers() {}

  static void send(HttpServerRequest request, Answer answer) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    var shaped = shape(request, answer);
    response.setStatusCode(shaped.status());
    response.putHeader("X-Served-By", "monolith");
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
    var get = request.method().equals(HttpMethod.GET);
    if (answer.status() != 200 || !(get || request.method().equals(HttpMethod.HEAD))) {
      return compressed;
    }
    var current = Conditional.apply(headers, compressed);
    return get ? Ranges.apply(headers, current) : current; // a Range on HEAD means nothing
  }
}
