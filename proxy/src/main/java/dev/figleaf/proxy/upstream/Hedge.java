package dev.figleaf.proxy.upstream;

import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * The second attempt of a request, beside a first one that is slow; before that, the time until it
 * begins. Made where a route hedges, for what may be asked twice. Confined to its event loop.
 */
final class Hedge {
  private final Forwarding owner;
  private final HedgePlan plan;
  private final ScheduledFuture<?> timer;
  private @Nullable Attempt second;

  /** One that begins later, where the first attempt is still under way then. */
  Hedge(Forwarding owner, HedgePlan plan, long afterNanos) {
    this.owner = owner;
    this.plan = plan;
    this.timer = owner.loop.after(afterNanos, this::begin);
  }

  private void begin() {
    if (owner.isTrying() && plan.tryTake()) {
      owner.outcome.hedged = true;
      second = new Attempt(owner, owner.plan(), false);
      second.start();
    }
  }

  /** Whether two attempts are under way. */
  boolean isUnderWay() {
    return second != null;
  }

  /** Nobody is asked beside the first any more. */
  void stop() {
    timer.cancel(false);
  }

  /** The two are no longer two: the second, where it began, is an attempt like any other. */
  @Nullable Attempt leave() {
    stop();
    Attempt left = second;
    second = null;
    return left;
  }

  /** Breaks the second off, where it began. */
  void abort() {
    if (second != null) {
      second.abort();
    }
  }
}
