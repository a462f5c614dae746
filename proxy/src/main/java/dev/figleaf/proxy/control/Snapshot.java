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
 * @param revision the event of the history that it became live with, from 1
 * @param handlers by the ordinal of their route
 */
public record Snapshot(
    long revision, Instant since, RuleSet rules, RouteTable table, List<RouteHandler> handlers) {

  public Snapshot {
    handlers = List.copyOf(handlers);
  }

  /** The same under another revision: what changed is nothing that requests could tell. */
  Snapshot at(long other) {
    return other == revision ? this : new Snapshot(other, since, rules, table, handlers);
  }

  /** What answers the requests of a route. */
  public RouteHandler handler(Route route) {
    return handlers.get(route.ordinal());
  }
}
