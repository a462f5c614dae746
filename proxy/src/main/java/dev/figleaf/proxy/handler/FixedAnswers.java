package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.filter.ProblemAnswer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Writes an answer that needs no upstream and finishes the exchange. */
final class FixedAnswers {
  private FixedAnswers() {}

  static void send(Exchange exchange, @Nullable Buffer body) {
    HttpServerResponse response = exchange.response();
    exchange.outcome().status = response.getStatusCode();
    if (ProblemAnswer.hasUnreadBody(exchange.request())) {
      exchange.closeClient();
    }
    if (exchange.closesClient()) {
      response.putHeader(HttpHeaderNames.CONNECTION, "close");
    }
    if (body == null || hasNoContent(response.getStatusCode())) {
      endWithout(response);
    } else if (exchange.request().method() == HttpMethod.HEAD) {
      response.putHeader(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      exchange.outcome().bytesOut = body.length();
      response.end(body);
    }
    exchange.finish(null);
  }

  private static void endWithout(HttpServerResponse response) {
    if (hasNoContent(response.getStatusCode())) {
      // A 204 must not have a Content-Length (RFC 9110 §8.6), which Vert.x would add.
      response.headersEndHandler(_ -> response.headers().remove(HttpHeaderNames.CONTENT_LENGTH));
    }
    response.end();
  }

  private static boolean hasNoContent(int status) {
    return status == 204 || status == 304;
  }
}
