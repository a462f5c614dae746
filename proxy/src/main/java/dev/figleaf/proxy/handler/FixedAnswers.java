package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.filter.ProblemAnswer;
import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** Writes an answer that needs no upstream and finishes the exchange. */
public final class FixedAnswers {
  private FixedAnswers() {}

  /**
   * Sends status, headers and body; length and framing are added here.
   *
   * @param body null for none
   */
  public static void send(
      Exchange exchange, int status, HeaderList headers, byte @Nullable [] body) {
    send(exchange, status, headers, body, null);
  }

  /**
   * The same.
   *
   * @param code what failed all the same; null where nothing did
   */
  static void send(
      Exchange exchange,
      int status,
      HeaderList headers,
      byte @Nullable [] body,
      @Nullable String code) {
    ClientStream client = exchange.client();
    if (status / 100 == 2 && client.isWebSocketStream()) {
      // It would open a WebSocket (RFC 8441 §5), whose first message this body were.
      Refused refused = Refused.PROTOCOL_REFUSED;
      ProblemAnswer.send(exchange, refused.status(), refused.code());
      return;
    }
    exchange.outcome().status = status;
    if (ProblemAnswer.hasUnreadBody(client)) {
      exchange.closeClient();
    }
    client.answer(
        status,
        HttpResponseStatus.valueOf(status).reasonPhrase(),
        framed(exchange, status, headers, body),
        content(exchange, status, body));
    exchange.finish(code);
  }

  private static HeaderList framed(
      Exchange exchange, int status, HeaderList headers, byte @Nullable [] body) {
    headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    // A 204 must not have one (RFC 9110 §8.6), and a HEAD tells that of a body only.
    if (!hasNoContent(status) && (body != null || !isHead(exchange))) {
      int length = body == null ? 0 : body.length;
      headers.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length));
    }
    if (exchange.closesClient()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return headers;
  }

  private static ByteBuf content(Exchange exchange, int status, byte @Nullable [] body) {
    if (body == null || hasNoContent(status) || isHead(exchange)) {
      return Unpooled.EMPTY_BUFFER;
    }
    exchange.outcome().bytesOut = body.length;
    return Unpooled.wrappedBuffer(body);
  }

  private static boolean isHead(Exchange exchange) {
    return exchange.client().method() == HttpMethod.HEAD;
  }

  private static boolean hasNoContent(int status) {
    return status == 204 || status == 304;
  }
}
