package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.Percentage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to one upstream, for the budget of its retries, and how long it takes.
 *
 * <p>A request is in flight from its first attempt until the last, also while it waits for another.
 * It outlives every reload that keeps the upstream's name. Shared by all event loops, without a
 * lock.
 */
final class UpstreamLoad {
  private static final int ALWAYS = 3;

  private final LongAdder requests = new LongAdder();
  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicReferenceArray<@Nullable ResponseTimes> times;

  UpstreamLoad(int loops) {
    this.times = new AtomicReferenceArray<>(loops);
  }

  void began() {
    requests.increment();
  }

  void ended() {
    requests.decrement();
  }

  /** Takes leave for a retry, which ends in {@link #retried}; there may be none to take. */
  boolean tryRetry(Percentage budget) {
    long most = Math.max(ALWAYS, (long) (requests.sum() * budget.fraction()));
    int now = retries.get();
    while (now < most) {
      if (retries.compareAndSet(now, now + 1)) {
        return true;
      }
      now = retries.get();
    }
    return false;
  }

  /** A retry is over. */
  void retried() {
    retries.decrementAndGet();
  }

  /** The times of one event loop; from now on they are kept. */
  ResponseTimes times(Loop loop) {
    ResponseTimes known = times.get(loop.index());
    if (known == null) {
      known = new ResponseTimes();
      times.set(loop.index(), known);
    }
    return known;
  }

  /** A request was answered, or was given up, after so long; kept where anybody asks for it. */
  void took(Loop loop, long nanos) {
    ResponseTimes known = times.get(loop.index());
    if (known != null) {
      known.record(nanos);
    }
  }
}
