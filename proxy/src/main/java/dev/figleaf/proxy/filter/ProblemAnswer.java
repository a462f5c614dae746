package dev.figleaf.proxy.filter;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

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
    send(exchange, status, code, retryAfterMillis, new JsonObject(), HeaderList.ofSize(4));
  }

  /**
   * The same with more to say.
   *
   * @param more members of the document
   * @param headers of the answer, to which those of the document are added
   */
  public static void send(
      Exchange exchange, int status, String code, JsonObject more, HeaderList headers) {
    send(exchange, status, code, SOON_MILLIS, more, headers);
  }

  private static void send(
      Exchange exchange,
      int status,
      String code,
      long retryAfterMillis,
      JsonObject more,
      HeaderList headers) {
    exchange.outcome().status = status;
    ClientStream client = exchange.client();
    if (client.isClosed()) {
      exchange.finish(code);
      return;
    }
    if (hasUnreadBody(client)) {
      exchange.closeClient();
    }
    write(
        exchange,
        client,
        status,
        document(exchange, status, code, more),
        retryAfterMillis,
        headers);
    exchange.finish(code);
  }

  private static byte[] document(Exchange exchange, int status, String code, JsonObject more) {
    JsonObject problem = document(exchange.outcome(), status, code).mergeIn(more);
    return problem.encode().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(
      Exchange exchange,
      ClientStream client,
      int status,
      byte[] document,
      long retryAfterMillis,
      HeaderList headers) {
    headers.add(HttpHeaderNames.CONTENT_TYPE, MEDIA_TYPE);
    if (status == 503) {
      headers.add(
          HttpHeaderNames.RETRY_AFTER, Long.toString(Math.ceilDiv(retryAfterMillis, 1_000)));
    }
    if (status == 405 && !headers.contains(HttpHeaderNames.ALLOW)) {
      headers.add(HttpHeaderNames.ALLOW, ALLOWED);
    }
    headers.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(document.length));
    if (exchange.closesClient()) {
      headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    boolean told = client.method() != HttpMethod.HEAD;
    exchange.outcome().bytesOut = told ? document.length : 0;
    client.answer(
        status,
        HttpResponseStatus.valueOf(status).reasonPhrase(),
        headers,
        told ? Unpooled.wrappedBuffer(document) : Unpooled.EMPTY_BUFFER);
  }

  private static JsonObject document(Outcome outcome, int status, String code) {
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
    return problem.put("request_id", outcome.requestId);
  }

  private static String title(int status) {
    return status == 508 ? "Loop Detected" : HttpResponseStatus.valueOf(status).reasonPhrase();
  }

  /** Whether the client announced a body that has not all come. */
  public static boolean hasUnreadBody(ClientStream client) {
    if (client.isEnded()) {
      return false;
    }
    CharSequence length = client.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return client.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (length != null && !"0".contentEquals(length));
  }
}
