package dev.figleaf.proxy.upstream;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Visitors that wait for a permit, in the order in which they came, and no more of them than a
 * bound.
 *
 * <p>Who left without a word keeps its place until the line is full or is looked at. Thread-safe;
 * nothing waits.
 */
final class WaitingLine {
  /** A full line in which all still wait is not looked through again for so long. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** One visitor's place; empty when it was called or had left. */
  static final class Place extends AtomicReference<UpstreamGuard.@Nullable Visitor> {
    private static final long serialVersionUID = 1L;
    private final transient Loop loop;

    Place(Loop loop, UpstreamGuard.Visitor visitor) {
      super(visitor);
      this.loop = loop;
    }

    Loop loop() {
      return loop;
    }
  }

  /** Who is next, and where it wants to hear of it. */
  record Called(Loop loop, UpstreamGuard.Visitor visitor) {}

  private final ConcurrentLinkedQueue<Place> places = new ConcurrentLinkedQueue<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - REST_NANOS);
  private volatile int bound;

  WaitingLine(int bound) {
    this.bound = bound;
  }

  void bound(int places) {
    bound = places;
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  /** Takes the last place, if there is one. */
  boolean join(Loop loop, UpstreamGuard.Visitor visitor) {
    if (!reserve()) {
      sweepNowAndThen();
      if (!reserve()) {
        return false;
      }
    }
    places.add(new Place(loop, visitor));
    return true;
  }

  private boolean reserve() {
    int count = taken.get();
    while (count < bound && !taken.compareAndSet(count, count + 1)) {
      count = taken.get();
    }
    return count < bound;
  }

  /** The first who has not been found to have left. */
  @Nullable Called next() {
    for (Place place = places.poll(); place != null; place = places.poll()) {
      UpstreamGuard.Visitor visitor = place.getAndSet(null);
      if (visitor != null) {
        taken.decrementAndGet();
        return new Called(place.loop(), visitor);
      }
    }
    return null;
  }

  /** How many wait; those who left are let go first. */
  int size() {
    sweep();
    return taken.get();
  }

  private void sweepNowAndThen() {
    long last = lookedAt.get();
    long now = System.nanoTime();
    if (now - last >= REST_NANOS && lookedAt.compareAndSet(last, now)) {
      sweep();
    }
  }

  private void sweep() {
    for (var all = places.iterator(); all.hasNext(); ) {
      Place place = all.next();
      UpstreamGuard.Visitor visitor = place.get();
      if (visitor != null && !visitor.isWaiting() && place.compareAndSet(visitor, null)) {
        taken.decrementAndGet();
        all.remove();
      }
    }
  }
}
