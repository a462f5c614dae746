package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.RouteMeters;
import dev.figleaf.proxy.upstream.HeaderEditing;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.routing.Route;
import dev.figleaf.rules.Action;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Gives a fixed answer. */
public final class RespondHandler implements RouteHandler {
  private final Route route;
  private final Action.Respond respond;
  private final byte @Nullable [] body;
  private final @Nullable String mediaType;
  private final RouteMeters meters;

  public RespondHandler(Route route, Action.Respond respond, RouteMeters meters) {
    this.route = route;
    this.respond = respond;
    this.meters = meters;
    String text = respond.json() != null ? respond.json().text() : respond.body();
    this.body = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
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
    HeaderList headers = HeaderList.ofSize(4);
    if (mediaType != null) {
      headers.add(HttpHeaderNames.CONTENT_TYPE, mediaType);
    }
    respond.headers().forEach(headers::set);
    HeaderEditing.apply(headers, route.spec().headers().response());
    FixedAnswers.send(exchange, respond.status(), headers, body);
  }
}
