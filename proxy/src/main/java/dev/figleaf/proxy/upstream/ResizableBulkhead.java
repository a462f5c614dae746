package dev.figleaf.proxy.upstream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls that may be in flight at once, and a limit on them that can change meanwhile.
 *
 * <p>A lower limit takes what is free at once and the rest from calls as they end: Resilience4j's
 * own {@code changeConfig} waits for them, and its caller with it. Thread-safe; nothing waits.
 */
final class ResizableBulkhead {
  private final Bulkhead permits;
  private final AtomicInteger owed = new AtomicInteger();
  private volatile int limit;

  ResizableBulkhead(String name, int limit) {
    this.limit = limit;
    this.permits =
        Bulkhead.of(
            name,
            BulkheadConfig.custom()
                .maxConcurrentCalls(limit)
                .fairCallHandlingStrategyEnabled(false)
                .build());
  }

  boolean tryEnter() {
    return permits.tryAcquirePermission();
  }

  /** A call that entered is over. */
  void leave() {
    if (!payBack()) {
      permits.onComplete();
    }
  }

  private boolean payBack() {
    int debt = owed.get();
    while (debt > 0 && !owed.compareAndSet(debt, debt - 1)) {
      debt = owed.get();
    }
    return debt > 0;
  }

  /** Changes the limit; by one thread at a time. */
  void resize(int to) {
    int more = to - limit;
    limit = to;
    for (; more > 0; more--) {
      leave();
    }
    for (; more < 0; more++) {
      if (!permits.tryAcquirePermission()) {
        owed.incrementAndGet();
      }
    }
  }

  int limit() {
    return limit;
  }

  int available() {
    return Math.max(0, permits.getMetrics().getAvailableConcurrentCalls());
  }

  /** Calls in flight; more than the limit while those of a higher one end. */
  int inUse() {
    return Math.max(0, limit + owed.get() - available());
  }
}
