package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.upstream.SharedMemory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one request's copies hold of the {@link SharedMemory}, until nobody needs them any more. It
 * is taken in larger pieces, because all loops share that memory. Taken on one loop, given back by
 * whoever is last.
 */
final class Lease {
  /** What is taken at once: most requests need no more. */
  static final int PIECE = 8 * 1024;

  private static final long OVER = Long.MIN_VALUE / 2;

  private final SharedMemory memory;
  private final AtomicLong granted = new AtomicLong();
  private long room;
  private long used;

  Lease(SharedMemory memory) {
    this.memory = memory;
  }

  /** Takes so much more, or gives so much back; says whether there was room. */
  boolean take(long bytes) {
    used += bytes;
    if (used <= room) {
      return true;
    }
    long more = Math.max(PIECE, used - room);
    if (!memory.take(more)) {
      return false;
    }
    room += more;
    if (granted.addAndGet(more) < 0) {
      memory.giveBack(more); // what comes late finds nobody
    }
    return true;
  }

  /** Gives everything back; only the first call counts. */
  void end() {
    long all = granted.getAndSet(OVER);
    if (all > 0) {
      memory.giveBack(all);
    }
  }
}
