package dev.figleaf.proxy.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Every way in which an admin request can fail, answered as a problem document (RFC 9457). */
enum AdminError {
  BAD_TARGET(400, "bad-target", "Bad Request", "The request target is not a path."),
  BAD_REQUEST(400, "bad-request", "Bad Request", "The request cannot be read."),
  NOT_FOUND(404, "not-found", "Not Found", "There is no such endpoint; /api lists them all."),
  UNKNOWN_UPSTREAM(404, "unknown-upstream", "Not Found", "The live rules name no such upstream."),
  METHOD_NOT_ALLOWED(
      405, "method-not-allowed", "Method Not Allowed", "Allow names what this endpoint takes."),
  ORIGIN_REFUSED(
      403, "origin-refused", "Forbidden", "A page of another origin may change nothing here."),
  BODY_REFUSED(
      413,
      "body-refused",
      "Content Too Large",
      "Only POST takes a body: JSON, of at most 16 KiB, with a Content-Length."),
  TARGET_TOO_LONG(414, "target-too-long", "URI Too Long", "The request line is too long."),
  HOST_REFUSED(
      421,
      "host-refused",
      "Misdirected Request",
      "Host must be localhost or an address, so that no web page can reach this listener by a name"
          + " of its own."),
  HEAD_TOO_LARGE(
      431, "head-too-large", "Request Header Fields Too Large", "The headers are too large."),
  INTERNAL(500, "internal", "Internal Server Error", "Figleaf has a bug; its log says more.");

  private final int status;
  private final String code;
  private final String title;
  private final String detail;

  AdminError(int status, String code, String title, String detail) {
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
  }

  void send(RoutingContext context) {
    send(context.request());
  }

  void send(HttpServerRequest request) {
    if (this == BODY_REFUSED || status == 400 || status == 414 || status == 431) {
      // What else the client sends on this connection is not for us to guess.
      request.response().putHeader(HttpHeaderNames.CONNECTION, "close");
    }
    send(request, status, code, title, detail);
  }

  /** Answers with a problem whose code is not a constant here. */
  static void send(
      HttpServerRequest request, int status, String code, String title, String detail) {
    var problem =
        new JsonObject()
            .put("type", "urn:figleaf:problem:" + code)
            .put("title", title)
            .put("status", status)
            .put("code", code)
            .put("detail", detail);
    Answer.send(request, status, "application/problem+json", problem.toBuffer());
  }
}
