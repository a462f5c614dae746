package dev.figleaf.proxy.cache;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way from an upstream, and who waits for it to be kept. Safe to share: who waits
 * may be on any event loop, and is told on the one of the flight.
 */
public final class Flight {
  /** How many may wait for one answer; the next ones go by themselves. */
  static final int MOST = 1_000;

  /** The last who came, and all before; the depth counts them. */
  private record Waiting(Runnable landed, @Nullable Waiting before, int depth) {}

  private static final Waiting OVER = new Waiting(() -> {}, null, MOST);

  /** Nobody waits longer after its start: it may be as slow as who gets it. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final long beganNanos = System.nanoTime();
  final FlightKey key;
  private final AtomicReference<@Nullable Waiting> last = new AtomicReference<>();

  Flight(FlightKey key) {
    this.key = key;
  }

  /**
   * Waits for its end, if it has not ended, and there is room.
   *
   * @param landed called once when it ends, however it does
   */
  public boolean await(Runnable landed) {
    while (true) {
      Waiting before = last.get();
      int depth = before == null ? 0 : before.depth;
      if (depth >= MOST) {
        return false;
      }
      if (last.compareAndSet(before, new Waiting(landed, before, depth + 1))) {
        return true;
      }
    }
  }

  /** How long anybody may still wait for it. */
  public long leftNanos() {
    return PATIENCE_NANOS - (System.nanoTime() - beganNanos);
  }

  /** Whether somebody waits. Who has gone since is counted, too. */
  public boolean isAwaited() {
    Waiting waiting = last.get();
    return waiting != null && waiting != OVER;
  }

  /** Tells everybody, in the order in which they came. */
  void land() {
    Waiting first = null;
    for (Waiting one = last.getAndSet(OVER); one != null && one != OVER; one = one.before) {
      first = new Waiting(one.landed, first, 0);
    }
    for (Waiting one = first; one != null; one = one.before) {
      one.landed.run();
    }
  }
}
