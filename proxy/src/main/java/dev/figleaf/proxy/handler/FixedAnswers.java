package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.filter.ProblemAnswer;
import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.proxy.upstream.StreamProtocol;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Writes an answer that needs no upstream and finishes the exchange. */
public final class FixedAnswers {
  private FixedAnswers() {}

  /**
   * Sends status and headers as they stand in the response, and this body.
   *
   * @param body null for none
   */
  public static void send(Exchange exchange, @Nullable Buffer body) {
    HttpServerResponse response = exchange.response();
    if (response.getStatusCode() / 100 == 2 && StreamProtocol.isWebSocket(exchange.request())) {
      // It would open a WebSocket (RFC 8441 §5), whose first message this body were.
      Refused refused = Refused.PROTOCOL_REFUSED;
      ProblemAnswer.send(exchange, refused.status(), refused.code());
      return;
    }
    exchange.outcome().status = response.getStatusCode();
    if (ProblemAnswer.hasUnreadBody(exchange.request())) {
      exchange.closeClient();
    }
    // Vert.x adds a Content-Length and, for HTTP/1.0, keep-alive on its own; the last word is ours.
    response.headersEndHandler(_ -> correct(exchange, response));
    if (body == null || hasNoContent(response.getStatusCode())) {
      response.end();
    } else if (exchange.request().method() == HttpMethod.HEAD) {
      response.putHeader(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      exchange.outcome().bytesOut = body.length();
      response.end(body);
    }
    exchange.finish(null);
  }

  /** A 204 must not have a Content-Length (RFC 9110 §8.6). */
  private static void correct(Exchange exchange, HttpServerResponse response) {
    if (hasNoContent(response.getStatusCode())) {
      response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    }
    if (exchange.closesClient()) {
      response.putHeader(HttpHeaderNames.CONNECTION, "close");
    }
  }

  private static boolean hasNoContent(int status) {
    return status == 204 || status == 304;
  }
}
