package dev.figleaf.proxy.admin.page;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** What a page comes to. */
sealed interface PageAnswer {
  /**
   * What browsers may do with a page: nothing but what this listener serves, no frame around it, no
   * script or style within it.
   */
  String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  /** A page, or a part of one. */
  record Html(int status, String text) implements PageAnswer {
    static Html ok(String text) {
      return new Html(200, text);
    }
  }

  /** Another page to look at; also after a form, so that to reload sends nothing again. */
  record SeeOther(String location) implements PageAnswer {}

  /** Sends it; to HEAD without its body. */
  default void send(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Referrer-Policy", "same-origin")
        .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store");
    switch (this) {
      case Html(int status, String text) -> {
        response.setStatusCode(status);
        response.putHeader(HttpHeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
        if (request.method() == HttpMethod.HEAD) {
          response.end();
        } else {
          response.end(text);
        }
      }
      case SeeOther(String location) ->
          response.setStatusCode(303).putHeader(HttpHeaderNames.LOCATION, location).end();
    }
  }
}
