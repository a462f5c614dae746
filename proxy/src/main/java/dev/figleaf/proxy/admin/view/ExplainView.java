package dev.figleaf.proxy.admin.view;

import dev.figleaf.routing.Decision;
import dev.figleaf.routing.Explanation;
import dev.figleaf.rules.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request takes the route that it takes.
 *
 * @param route null where none matches
 * @param place file, line and column of it
 * @param cohortKey what said who the client is; never its value
 * @param draw where the client stands, from 0 to 1
 * @param rejected routes that would have gone before, the nearest first
 * @param more how many of them are left out
 */
public record ExplainView(
    String method,
    String host,
    String path,
    @Nullable String route,
    @Nullable String place,
    @Nullable String upstream,
    @Nullable String cohortKey,
    @Nullable Double draw,
    List<String> facts,
    List<RejectedView> rejected,
    int more) {

  /** A route that would have won, had all its conditions held. */
  public record RejectedView(String route, @Nullable String place, List<String> failed) {}

  static ExplainView of(Explanation explanation) {
    Decision decision = explanation.decision();
    return new ExplainView(
        explanation.method(),
        explanation.host(),
        explanation.path(),
        explanation.chosen() == null ? null : explanation.chosen().name(),
        place(explanation.place()),
        decision == null ? null : decision.upstream(),
        decision == null ? null : decision.key(),
        decision == null || Double.isNaN(decision.draw()) ? null : decision.draw(),
        explanation.facts(),
        explanation.rejected().stream()
            .map(one -> new RejectedView(one.route().name(), place(one.place()), one.failed()))
            .toList(),
        explanation.more());
  }

  private static @Nullable String place(@Nullable Location location) {
    return location == null ? null : location.toString();
  }
}
