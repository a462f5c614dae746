package dev.figleaf.routing;

import dev.figleaf.rules.Location;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request takes the route that it takes.
 *
 * @param chosen null when no route matches
 * @param place where the chosen route is written, where that is known
 * @param facts what holds for the chosen route and what follows from it, a line each
 * @param decision who serves; null when nobody is asked, or when chance decides
 * @param rejected routes for this path that would have gone before, the nearest first
 * @param more how many rejected routes are left out
 */
public record Explanation(
    String method,
    String host,
    String path,
    @Nullable Route chosen,
    @Nullable Location place,
    List<String> facts,
    @Nullable Decision decision,
    List<Rejected> rejected,
    int more) {

  /** How many rejected routes are named at most. */
  public static final int MOST_REJECTED = 20;

  public Explanation {
    facts = List.copyOf(facts);
    rejected = List.copyOf(rejected);
  }

  /**
   * A route that would have won, had all its conditions held.
   *
   * @param failed each condition that did not hold, a line each, at least one
   */
  public record Rejected(Route route, @Nullable Location place, List<String> failed) {
    public Rejected {
      failed = List.copyOf(failed);
    }
  }

  /** All of it as text for a terminal, a line each. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(method + " " + path + (host.isEmpty() ? "" : " on " + host));
    lines.add(chosen == null ? "no route matches: 404" : "route " + named(chosen, place));
    facts.forEach(fact -> lines.add("  " + fact));
    if (!rejected.isEmpty()) {
      lines.add("rejected");
    }
    for (Rejected one : rejected) {
      lines.add("  route " + named(one.route(), one.place()));
      one.failed().forEach(failed -> lines.add("    " + failed));
    }
    if (more > 0) {
      lines.add("  and " + more + " more");
    }
    return lines;
  }

  private static String named(Route route, @Nullable Location place) {
    return route.name() + (place == null ? "" : " (" + place + ")");
  }

  @Override
  public String toString() {
    return String.join("\n", lines());
  }
}
