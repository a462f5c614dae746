package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.HedgeDelay;
import dev.figleaf.rules.HedgeSpec;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a second request is sent beside a safe one that is slow, and how many of them there may be.
 *
 * <p>Each request of the route adds its share of a second one to a small store, and each second one
 * takes a whole from it: there are never more than the share, and after a quiet time never more
 * than a few at once. Shared by all event loops, without a lock.
 */
public final class HedgePlan {
  private static final long WHOLE = 100_000;
  private static final long MOST = 10 * WHOLE;

  private final HedgeDelay after;
  private final int share;
  private final AtomicLong store = new AtomicLong();

  /** The plan of a route. */
  public HedgePlan(HedgeSpec spec) {
    this.after = spec.after();
    this.share = spec.atMost().thousandths();
  }

  /** A request of the route began. */
  void asked() {
    long now = store.get();
    if (now < MOST) {
      store.addAndGet(share);
    }
  }

  /** How long the first may take; -1 while nobody knows. */
  long nanos(ResponseTimes times) {
    return switch (after) {
      case HedgeDelay.Fixed(var duration) -> duration.toNanos();
      case HedgeDelay.Percentile(int percent) -> times.percentile(percent);
    };
  }

  /** Takes leave for a second request; there may be none to take. */
  boolean tryTake() {
    long now = store.get();
    while (now >= WHOLE) {
      if (store.compareAndSet(now, now - WHOLE)) {
        return true;
      }
      now = store.get();
    }
    return false;
  }
}
