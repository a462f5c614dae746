package dev.figleaf.proxy.shadow;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one request's copies hold of the {@link ShadowMemory}, until nobody needs them any more.
 * Safe to share.
 */
final class Lease {
  private static final long OVER = Long.MIN_VALUE / 2;

  private final ShadowMemory memory;
  private final AtomicLong held = new AtomicLong();

  Lease(ShadowMemory memory) {
    this.memory = memory;
  }

  /** Takes so much more; says whether there was room. */
  boolean take(long bytes) {
    if (bytes == 0) {
      return true;
    }
    if (!memory.take(bytes)) {
      return false;
    }
    if (held.addAndGet(bytes) < 0) {
      memory.giveBack(bytes); // what comes late finds nobody
    }
    return true;
  }

  /** Gives everything back; only the first call counts. */
  void end() {
    long all = held.getAndSet(OVER);
    if (all > 0) {
      memory.giveBack(all);
    }
  }
}
