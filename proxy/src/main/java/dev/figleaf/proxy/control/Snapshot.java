package dev.figleaf.proxy.control;

import dev.figleaf.proxy.handler.RouteHandler;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.rules.RuleSet;
import java.time.Instant;
import java.util.List;

/**
 * A rule set, compiled: what a request pins for its whole life.
 *
 * @param revision counts the rule sets that became live in this process, from 1
 * @param handlers by the ordinal of their route
 */
public record Snapshot(
    long revision, Instant since, RuleSet rules, RouteTable table, List<RouteHandler> handlers) {

  public Snapshot {
    handlers = List.copyOf(handlers);
  }

  /** What answers the requests of a route. */
  public RouteHandler handler(Route route) {
    return handlers.get(route.ordinal());
  }
}
