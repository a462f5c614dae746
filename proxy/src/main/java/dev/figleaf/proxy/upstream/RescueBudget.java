package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.Percentage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many requests of a seam may be rescued: a share of what it sent to {@code to} within the last
 * ten seconds, and always ten.
 *
 * <p>A ring of seconds, each with its number, what was sent and what was rescued in one word. It
 * outlives every reload that keeps the seam. Shared by all event loops, without a lock.
 */
public final class RescueBudget {
  private static final int SECONDS = 10;
  private static final int ALWAYS = 10;
  private static final int SLOTS = 16;
  private static final int BITS = 20;
  private static final long MOST = (1L << BITS) - 1;
  private static final long SECOND_MASK = (1L << 24) - 1;
  private static final long SENT = 1L << BITS;
  private static final long RESCUED = 1;

  private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

  /** A request goes to {@code to}. */
  void sent(long nanoTime) {
    add(second(nanoTime), SENT, BITS);
  }

  /** Takes leave for a rescue; there may be none to take. */
  boolean tryTake(Percentage share, long nanoTime) {
    long second = second(nanoTime);
    add(second, RESCUED, 0);
    if (isWithin(share, second)) {
      return true;
    }
    slots.addAndGet(slot(second), -RESCUED);
    return false;
  }

  private boolean isWithin(Percentage share, long second) {
    long sent = 0;
    long rescued = 0;
    for (long at = second - SECONDS + 1; at <= second; at++) {
      long word = slots.get(slot(at));
      if (isOf(word, at)) {
        sent += (word >> BITS) & MOST;
        rescued += word & MOST;
      }
    }
    return rescued <= Math.max(ALWAYS, (long) (sent * share.fraction()));
  }

  private void add(long second, long what, int shift) {
    int slot = slot(second);
    while (true) {
      long word = slots.get(slot);
      long from = isOf(word, second) ? word : (second & SECOND_MASK) << (2 * BITS);
      boolean full = ((from >> shift) & MOST) == MOST;
      if (slots.compareAndSet(slot, word, full ? from : from + what)) {
        return;
      }
    }
  }

  private static boolean isOf(long word, long second) {
    return (word >>> (2 * BITS)) == (second & SECOND_MASK);
  }

  private static int slot(long second) {
    return (int) (second & (SLOTS - 1));
  }

  /** From 1, so that a word of nothing is of no second. */
  private static long second(long nanoTime) {
    return Math.floorDiv(nanoTime, TimeUnit.SECONDS.toNanos(1)) + 1;
  }
}
