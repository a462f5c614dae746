package dev.figleaf.routing;

import dev.figleaf.rules.Origins;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds routes that stand in each other's way: two that tie and can match one request, and one that
 * can never win.
 *
 * <p>What is reported is certain in one direction. A route that "can never win" never does; a pair
 * that "ties" is let pass only where no request can match both, so two regular expressions on one
 * value count as a tie.
 */
public final class RouteConflicts {
  private final Origins origins;

  private RouteConflicts(Origins origins) {
    this.origins = origins;
  }

  /** The conflicts of a rule set, sorted. Upstreams, seams and captures need not be valid. */
  public static List<Problem> find(RuleSet rules) {
    List<Route> routes = RouteTable.unbound(rules.routes());
    return new RouteConflicts(rules.origins()).find(routes);
  }

  private List<Problem> find(List<Route> routes) {
    var problems = new ArrayList<Problem>();
    Ties.find(routes).forEach(tie -> problems.add(tied(tie)));
    var hosts = new HostTable(routes);
    for (Route route : routes) {
      inFront(route, hosts).ifPresent(front -> problems.add(neverWins(route, front)));
    }
    problems.sort(null);
    return List.copyOf(problems);
  }

  /** The first route, by precedence, that wins whenever this one matches. */
  private static Optional<Route> inFront(Route route, HostTable hosts) {
    var found = new ArrayList<Route>();
    hosts.covering(
        route.spec().match().host(),
        tree -> tree.covering(route.shape(), list -> addFirst(found, list, route)));
    return found.stream().min(Comparator.comparing(Route::rank));
  }

  private static void addFirst(List<Route> found, Route[] byRank, Route route) {
    for (Route other : byRank) {
      if (other.precedence().compareTo(route.precedence()) >= 0) {
        return;
      }
      if (Overlap.covers(other.conditions(), route.conditions())) {
        found.add(other);
        return;
      }
    }
  }

  private Problem tied(Ties.Tie tie) {
    return error(
        tie.second(),
        "ties with "
            + named(tie.first())
            + ": one request can match both and neither is more specific;"
            + " give one a condition that tells them apart, or a priority");
  }

  private Problem neverWins(Route route, Route front) {
    return error(
        route,
        "can never win: "
            + named(front)
            + " matches all that it matches and goes before it, because "
            + front.precedence().reason(route.precedence())
            + "; take one of them out, or change a priority");
  }

  private Problem error(Route route, String message) {
    return origins.error(path(route) + ".match", message);
  }

  // A route that no file holds, such as the one for --monolith, has only its name.
  private String named(Route route) {
    String path = path(route);
    String place =
        origins.isWritten(path) ? origins.of(path).map(at -> " (" + at + ")").orElse("") : "";
    return "route \"" + route.name() + "\"" + place;
  }

  private static String path(Route route) {
    return "routes[" + route.ordinal() + "]";
  }
}
