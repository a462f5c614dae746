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
  TOKEN_MISSING(
      401,
      "token-missing",
      "Unauthorized",
      "Send a token as Authorization: Bearer, or log in at /login."),
  TOKEN_WRONG(401, "token-wrong", "Unauthorized", "That is no token that is known here."),
  NOT_OPERATOR(
      403, "not-operator", "Forbidden", "The token is one to look with; this takes an operator's."),
  TOO_MANY_ATTEMPTS(
      429,
      "too-many-attempts",
      "Too Many Requests",
      "Too many wrong tokens came from this address; none is looked at for a minute."),
  BODY_REFUSED(
      413,
      "body-refused",
      "Content Too Large",
      "This takes no such body: JSON, of at most 16 KiB (4 MiB of rule files), with a"
          + " Content-Length."),
  TARGET_TOO_LONG(414, "target-too-long", "URI Too Long", "The request line is too long."),
  HOST_REFUSED(
      421,
      "host-refused",
      "Misdirected Request",
      "Host must be localhost, an address or one of admin.hosts, so that no web page can reach this"
          + " listener by a name of its own."),
  HEAD_TOO_LARGE(
      431, "head-too-large", "Request Header Fields Too Large", "The headers are too large."),
  INTERNAL(500, "internal", "Internal Server Error", "Figleaf has a bug; its log says more.");

  private static final String RETRY_SECONDS = Long.toString(Attempts.SPAN.toSeconds());

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
    if (status == 401) {
      request.response().putHeader(HttpHeaderNames.WWW_AUTHENTICATE, challenge());
    }
    if (this == TOO_MANY_ATTEMPTS) {
      request.response().putHeader(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
    }
    if (BodyLimit.announces(request) || status == 400 || status == 414 || status == 431) {
      // What else the client sends on this connection is not for us to guess.
      request.response().putHeader(HttpHeaderNames.CONNECTION, "close");
    }
    send(request, status, code, title, detail);
  }

  /** RFC 6750 §3: an error is told only to who showed something. */
  private String challenge() {
    String realm = "Bearer realm=\"figleaf\"";
    return this == TOKEN_WRONG ? realm + ", error=\"invalid_token\"" : realm;
  }

  /** The same, to be thrown where that is easier. */
  Refusal refusal() {
    return new Refusal(status, code, detail);
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
