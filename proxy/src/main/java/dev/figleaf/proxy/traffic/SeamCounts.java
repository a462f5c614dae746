package dev.figleaf.proxy.traffic;

import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.rules.SeamSpec;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What one event loop counted of one seam in the last minute: requests in slots of a second,
 * latencies in windows of ten. 7 KiB, whatever happens.
 *
 * <p>Written by that loop alone, without a lock; may be read by any thread. A slot is used again
 * after 64 seconds, when nobody reads it any more.
 */
final class SeamCounts {
  private static final int SLOTS = 64;
  private static final int WINDOWS = 8;

  // Within a slot: which second it is of; behind it, what was counted.
  private static final int FROM_REQUESTS = 1;
  private static final int FROM_ERRORS = 2;
  private static final int TO_REQUESTS = 3;
  private static final int TO_ERRORS = 4;
  private static final int RESCUED = 5;
  private static final int SLOT = 8;

  // Within a window: which ten seconds it is of; behind it, both sides' steps.
  private static final int WINDOW = 1 + 2 * Steps.COUNT;

  final String from;
  final String to;
  private final AtomicIntegerArray slots = new AtomicIntegerArray(SLOTS * SLOT);
  private final AtomicIntegerArray windows = new AtomicIntegerArray(WINDOWS * WINDOW);

  private double weight;

  SeamCounts(SeamSpec seam) {
    from = seam.from();
    to = seam.to();
  }

  /** Takes on the weight that is live now. On the event loop. */
  SeamCounts weighing(SeamSpec seam) {
    weight = seam.weight().fraction();
    return this;
  }

  boolean isOf(SeamSpec seam) {
    return from.equals(seam.from()) && to.equals(seam.to());
  }

  /**
   * Counts a request.
   *
   * @param second in which it ended, from 0
   */
  void count(int second, Outcome outcome) {
    boolean onTo = isOnTo(outcome);
    boolean stoodIn = outcome.rescued != null || outcome.fallback != null;
    int slot = slot(second);
    increment(slots, slot + (onTo ? TO_REQUESTS : FROM_REQUESTS));
    if (outcome.status >= 500 || stoodIn) {
      increment(slots, slot + (onTo ? TO_ERRORS : FROM_ERRORS));
    }
    if (outcome.rescued != null) {
      increment(slots, slot + RESCUED);
    }
    // A tunnel lasts as long as people talk.
    if (outcome.status != 101) {
      int step = Steps.of(outcome.endNanos - outcome.startNanos);
      increment(windows, window(second / 10) + 1 + (onTo ? Steps.COUNT : 0) + step);
    }
  }

  /** Whether {@code to} should have answered; the outcome names who did. */
  private boolean isOnTo(Outcome outcome) {
    if (outcome.rescued != null) {
      return true;
    }
    if (outcome.fallback != null) {
      return Double.isNaN(outcome.draw) ? weight >= 1 : outcome.draw < weight;
    }
    return outcome.upstream.equals(to);
  }

  private int slot(int second) {
    return begun(slots, (second % SLOTS) * SLOT, SLOT, second + 1);
  }

  private int window(int ten) {
    return begun(windows, (ten % WINDOWS) * WINDOW, WINDOW, ten + 1);
  }

  // Slots and windows are named from 1 on, because 0 is one that never was.
  private static int begun(AtomicIntegerArray all, int at, int length, int name) {
    if (all.getPlain(at) != name) {
      all.setOpaque(at, 0);
      for (int i = at + 1; i < at + length; i++) {
        all.setOpaque(i, 0);
      }
      all.setRelease(at, name);
    }
    return at;
  }

  private static void increment(AtomicIntegerArray of, int at) {
    of.setOpaque(at, of.getPlain(at) + 1);
  }

  /** Adds what is counted of these seconds, the first included and the last not. */
  void addTo(SeamSum sum, int first, int last) {
    for (int second = first; second < last; second++) {
      int at = (second % SLOTS) * SLOT;
      if (slots.getAcquire(at) == second + 1) {
        sum.fromRequests += slots.getOpaque(at + FROM_REQUESTS);
        sum.fromErrors += slots.getOpaque(at + FROM_ERRORS);
        sum.toRequests += slots.getOpaque(at + TO_REQUESTS);
        sum.toErrors += slots.getOpaque(at + TO_ERRORS);
        sum.rescued += slots.getOpaque(at + RESCUED);
      }
    }
    for (int ten = first / 10; ten * 10 < last; ten++) {
      int at = (ten % WINDOWS) * WINDOW;
      if (windows.getAcquire(at) == ten + 1) {
        add(sum.fromSteps, at + 1);
        add(sum.toSteps, at + 1 + Steps.COUNT);
      }
    }
  }

  private void add(long[] to, int at) {
    for (int step = 0; step < Steps.COUNT; step++) {
      to[step] += windows.getOpaque(at + step);
    }
  }
}
