package dev.figleaf.proxy.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.figleaf.proxy.admin.view.ViewJson;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Writes one whole answer; to HEAD, what it would have been to GET, without its body. */
final class Answer {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";

  private Answer() {}

  static void send(HttpServerRequest request, int status, String mediaType, Buffer body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader(HttpHeaderNames.CONTENT_TYPE, mediaType);
    guard(response);
    if (request.method() == HttpMethod.HEAD) {
      response.putHeader(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
  }

  /** A view, as JSON. */
  static void view(RoutingContext context, Object view) {
    view(context, 200, view);
  }

  static void view(RoutingContext context, int status, Object view) {
    try {
      send(context.request(), status, JSON, Buffer.buffer(ViewJson.MAPPER.writeValueAsBytes(view)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a view that is no JSON", e);
    }
  }

  /** What a browser must not do with an answer that it should never have asked for. */
  static void guard(HttpServerResponse response) {
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
    if (!response.headers().contains(HttpHeaderNames.CACHE_CONTROL)) {
      response.putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }
  }
}
