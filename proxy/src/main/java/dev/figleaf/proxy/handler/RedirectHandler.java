package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.telemetry.RouteMeters;
import dev.figleaf.proxy.upstream.HeaderEditing;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.routing.Route;
import dev.figleaf.rules.Action;
import io.netty.handler.codec.http.HttpHeaderNames;

/** Sends the client elsewhere. */
public final class RedirectHandler implements RouteHandler {
  private final Route route;
  private final int status;
  private final RouteMeters meters;

  public RedirectHandler(Route route, Action.Redirect redirect, RouteMeters meters) {
    this.route = route;
    this.status = redirect.status();
    this.meters = meters;
  }

  @Override
  public void handle(Exchange exchange, Loop loop) {
    exchange.count(meters);
    Outcome outcome = exchange.outcome();
    String location = route.redirectLocation(outcome.path, outcome.rawQuery);
    HeaderList headers = HeaderList.ofSize(4);
    headers.add(HttpHeaderNames.LOCATION, location);
    HeaderEditing.apply(headers, route.spec().headers().response());
    FixedAnswers.send(exchange, status, headers, null);
  }
}
