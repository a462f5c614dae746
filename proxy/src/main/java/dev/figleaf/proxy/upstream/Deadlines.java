package dev.figleaf.proxy.upstream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one event loop, looked at every {@link #TICK_MILLIS} milliseconds.
 *
 * <p>A timer for each request costs more than a walk over those in flight ten times a second; a
 * deadline is therefore kept to within one tick. Not thread-safe: confined to its event loop.
 */
public final class Deadlines {
  public static final long TICK_MILLIS = 100;

  private @Nullable Deadline first;
  private long swept = System.nanoTime();

  /** Arms a deadline, or moves one that is armed already. Times are of {@link System#nanoTime}. */
  public void set(Deadline deadline, long at) {
    deadline.at = at;
    if (!deadline.armed) {
      link(deadline);
    }
  }

  /**
   * The time of the last look, without asking the clock: what is counted in seconds and asked for
   * with every request needs it no better.
   */
  public long coarseNow() {
    return swept;
  }

  /** Takes a deadline back; nothing happens if it was not armed. */
  public void clear(Deadline deadline) {
    if (deadline.armed) {
      unlink(deadline);
    }
  }

  /** Expires what is due. A deadline that an earlier one clears is not called. */
  public void sweep(long now) {
    swept = now;
    List<Deadline> due = due(now);
    for (Deadline deadline : due) {
      if (deadline.armed && deadline.at - now <= 0) {
        unlink(deadline);
        deadline.expired();
      }
    }
  }

  private List<Deadline> due(long now) {
    List<Deadline> due = List.of();
    for (Deadline at = first; at != null; at = at.next) {
      if (at.at - now <= 0) {
        due = due.isEmpty() ? new ArrayList<>() : due;
        due.add(at);
      }
    }
    return due;
  }

  private void link(Deadline deadline) {
    deadline.armed = true;
    deadline.next = first;
    if (first != null) {
      first.previous = deadline;
    }
    first = deadline;
  }

  private void unlink(Deadline deadline) {
    deadline.armed = false;
    if (deadline.previous != null) {
      deadline.previous.next = deadline.next;
    } else {
      first = deadline.next;
    }
    if (deadline.next != null) {
      deadline.next.previous = deadline.previous;
    }
    deadline.previous = null;
    deadline.next = null;
  }
}
