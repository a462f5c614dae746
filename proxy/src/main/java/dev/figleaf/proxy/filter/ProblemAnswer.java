package dev.figleaf.proxy.filter;

import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * The answers that the facade itself gives when it cannot give another: problem documents (RFC
 * 9457).
 *
 * <p>They name the route, the upstream and the request, and never an address or a stack trace.
 */
public final class ProblemAnswer {
  private static final String MEDIA_TYPE = "application/problem+json";

  /**
   * RFC 9110 §15.5.6: the methods of RFC 9110 and RFC 5789 that are passed on. Any other token is,
   * too; which of them a path takes is for its upstream to say.
   */
  private static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

  private static final long SOON_MILLIS = 1_000;

  private ProblemAnswer() {}

  /**
   * Answers and finishes the exchange. A body that the client still sends costs it the connection.
   */
  public static void send(Exchange exchange, int status, String code) {
    send(exchange, status, code, SOON_MILLIS);
  }

  /**
   * The same.
   *
   * @param retryAfterMillis told in whole seconds, rounded up, with a 503
   */
  public static void send(Exchange exchange, int status, String code, long retryAfterMillis) {
    exchange.outcome().status = status;
    HttpServerResponse response = exchange.response();
    if (response.closed() || response.ended()) {
      exchange.finish(code);
      return;
    }
    if (hasUnreadBody(exchange.request())) {
      exchange.closeClient();
    }
    write(exchange, response, status, code, retryAfterMillis);
    exchange.finish(code);
  }

  private static void write(
      Exchange exchange,
      HttpServerResponse response,
      int status,
      String code,
      long retryAfterMillis) {
    String document = document(exchange.outcome(), status, code);
    response.headers().clear();
    response.setStatusCode(status).putHeader(HttpHeaderNames.CONTENT_TYPE, MEDIA_TYPE);
    if (status == 503) {
      response.putHeader(
          HttpHeaderNames.RETRY_AFTER, Long.toString(Math.ceilDiv(retryAfterMillis, 1_000)));
    }
    if (status == 405) {
      response.putHeader(HttpHeaderNames.ALLOW, ALLOWED);
    }
    if (exchange.closesClient()) {
      response.headersEndHandler(_ -> response.putHeader(HttpHeaderNames.CONNECTION, "close"));
    }
    if (exchange.request().method() == HttpMethod.HEAD) {
      response.putHeader(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes(document))).end();
    } else {
      exchange.outcome().bytesOut = bytes(document);
      response.end(document);
    }
  }

  private static int bytes(String document) {
    return document.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
  }

  static String document(Outcome outcome, int status, String code) {
    var problem =
        new JsonObject()
            .put("type", "urn:figleaf:problem:" + code)
            .put("title", title(status))
            .put("status", status)
            .put("code", code);
    if (!outcome.route.equals(Outcome.NONE)) {
      problem.put("route", outcome.route);
    }
    if (!outcome.upstream.equals(Outcome.NONE)) {
      problem.put("upstream", outcome.upstream);
    }
    return problem.put("request_id", outcome.requestId).encode();
  }

  private static String title(int status) {
    return status == 508 ? "Loop Detected" : HttpResponseStatus.valueOf(status).reasonPhrase();
  }

  /** Whether the client announced a body that has not all come. */
  public static boolean hasUnreadBody(HttpServerRequest request) {
    if (request.isEnded()) {
      return false;
    }
    String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }
}
