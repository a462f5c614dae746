package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.telemetry.RouteMeters;
import dev.figleaf.proxy.upstream.HeaderEditing;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.routing.Route;
import dev.figleaf.rules.Action;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Gives a fixed answer. */
public final class RespondHandler implements RouteHandler {
  private final Route route;
  private final Action.Respond respond;
  private final @Nullable Buffer body;
  private final @Nullable String mediaType;
  private final RouteMeters meters;

  public RespondHandler(Route route, Action.Respond respond, RouteMeters meters) {
    this.route = route;
    this.respond = respond;
    this.meters = meters;
    this.body =
        respond.json() != null
            ? Buffer.buffer(respond.json().text())
            : respond.body() != null ? Buffer.buffer(respond.body()) : null;
    this.mediaType =
        respond.json() != null
            ? "application/json"
            : respond.body() != null ? "text/plain; charset=utf-8" : null;
  }

  @Override
  public void handle(Exchange exchange, Loop loop) {
    exchange.count(meters);
    answer(exchange);
  }

  /** Gives the answer to a request that is counted already. */
  void answer(Exchange exchange) {
    var response = exchange.response().setStatusCode(respond.status());
    if (mediaType != null) {
      response.putHeader(HttpHeaderNames.CONTENT_TYPE, mediaType);
    }
    respond.headers().forEach((name, value) -> response.putHeader(name, value));
    HeaderEditing.apply(response.headers(), route.spec().headers().response());
    FixedAnswers.send(exchange, body);
  }
}
