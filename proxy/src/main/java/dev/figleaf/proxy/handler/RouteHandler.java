package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.upstream.Loop;

/** What a route does with a request. */
public interface RouteHandler {
  /**
   * Answers the request, now or later, and finishes the exchange exactly once. Runs on the event
   * loop given.
   */
  void handle(Exchange exchange, Loop loop);
}
