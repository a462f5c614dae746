package dev.figleaf.proxy.upstream;

import io.netty.util.concurrent.ScheduledFuture;

/**
 * The deadline of a route, running for one request: until then its client waits for the head of an
 * answer, whatever is tried meanwhile. Made where a route has one. Confined to its event loop.
 */
final class RouteDeadline {
  private final long endsAt;
  private final ScheduledFuture<?> timer;

  /**
   * One that runs from now on.
   *
   * @param endsAt a time of {@link System#nanoTime}
   */
  RouteDeadline(Loop loop, long endsAt, Runnable whenOver) {
    this.endsAt = endsAt;
    this.timer = loop.after(Math.max(0, leftNanos()), whenOver);
  }

  long leftNanos() {
    return endsAt - System.nanoTime();
  }

  /** There is an answer, or nobody waits for one any more. */
  void stop() {
    timer.cancel(false);
  }
}
