package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.RouteSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a route does when one of its upstreams fails: compiled once for each pair.
 *
 * @param hedge null where no second request is sent beside a slow one
 * @param rescue null where the upstream is no {@code to} of a seam, or nothing is rescued
 * @param fallback the upstream that answers in its place; null where there is none
 * @param answersItself whether the route has a fixed answer in its place
 */
public record Failing(
    RetryRule retry,
    DeadlineRule deadline,
    @Nullable HedgePlan hedge,
    @Nullable RescuePlan rescue,
    @Nullable ForwardPlan fallback,
    boolean answersItself) {

  /** Nothing but telling the client. */
  public static final Failing NOTHING =
      new Failing(RetryRule.NONE, DeadlineRule.NONE, null, null, null, false);

  /** The same within so much time. */
  Failing within(long nanos) {
    DeadlineRule shorter = new DeadlineRule(nanos, deadline.header());
    return new Failing(retry, shorter, hedge, rescue, fallback, answersItself);
  }

  /**
   * What a route says, with nobody else to ask.
   *
   * @param movesOut whether a seam moves out of the upstream
   * @param hedge one for all upstreams of the route
   */
  static Failing of(
      RouteSpec route, Upstream upstream, boolean movesOut, @Nullable HedgePlan hedge) {
    long deadline = route.deadline() == null ? 0 : route.deadline().toNanos();
    boolean fixed = route.fallback() != null && route.fallback().to() == null;
    return new Failing(
        RetryRule.of(route.retry(), upstream.spec().retry()),
        DeadlineRule.of(deadline, upstream.spec().deadlineHeader(), movesOut),
        hedge,
        null,
        null,
        fixed);
  }
}
