package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.EjectionSpec;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What an endpoint's own requests say of it: failures in a row, and whether it is out for them.
 *
 * <p>Successes and failures are told on any thread and take no lock. Everything else is called
 * under the lock of the endpoint's set. Times are of {@link System#nanoTime}, handed in.
 */
final class Standing {
  /** However often an endpoint was out, it is not out for longer than so many times the rule's. */
  static final int MOST_TIMES = 10;

  private final EjectionSpec spec;
  private final boolean enabled;
  private final int threshold;
  private final long ejectNanos;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean proven;
  private int times;
  private long until;
  private long endedAt;
  private volatile boolean out;
  private volatile boolean returning;
  private volatile long returnedAt;

  /** Of an endpoint of which nothing is known; every figure of the spec is there. */
  Standing(EjectionSpec spec) {
    this.spec = spec;
    this.enabled = Objects.requireNonNull(spec.enabled());
    this.threshold = Objects.requireNonNull(spec.consecutiveFailures());
    this.ejectNanos = Objects.requireNonNull(spec.ejectFor()).toNanos();
  }

  boolean isFor(EjectionSpec other) {
    return spec.equals(other);
  }

  // --- what requests say

  void succeeded() {
    if (failures.get() != 0) {
      failures.set(0);
    }
    if (!proven) {
      proven = true;
    }
  }

  /** Whether a request to it ever went well. */
  boolean isProven() {
    return proven;
  }

  /**
   * Counts a failure.
   *
   * @return whether it may be enough to take the endpoint out: now, and again after as many
   */
  boolean failed() {
    return failures.incrementAndGet() % threshold == 0 && enabled;
  }

  int failures() {
    return failures.get();
  }

  // --- out, and back

  /** Whether its failures keep it out. */
  boolean isOut() {
    return out;
  }

  /**
   * Takes it out: for as many times the rule's time as it was out lately. Having stayed in for as
   * long as it was out takes one of these times off.
   *
   * @return for how long
   */
  Duration eject(long now) {
    long stayed = now - endedAt;
    while (times > 0 && stayed >= times * ejectNanos) {
      stayed -= times * ejectNanos;
      times--;
    }
    times = Math.min(times + 1, MOST_TIMES);
    until = now + times * ejectNanos;
    out = true;
    failures.set(0);
    return Duration.ofNanos(times * ejectNanos);
  }

  /** Until when it is out, where it is. */
  long until() {
    return until;
  }

  /** Brings it back when its time is over; tells whether it did. */
  boolean endEjection(long now) {
    return out && until - now <= 0 && endEjectionNow(now);
  }

  /** Brings it back whatever its time; tells whether it was out. */
  boolean endEjectionNow(long now) {
    if (!out) {
      return false;
    }
    out = false;
    endedAt = now;
    failures.set(0);
    cameBack(now);
    return true;
  }

  // --- slow start

  /** From now on it gets a growing share. */
  void cameBack(long now) {
    returnedAt = now;
    returning = true;
  }

  /** Whether it came back lately and gets less than the others. */
  boolean isReturning() {
    return returning;
  }

  /** Ends the slow start of who is back for long enough; tells whether it did. */
  boolean endReturn(long now, long slowStartNanos) {
    if (!returning || now - returnedAt < slowStartNanos) {
      return false;
    }
    returning = false;
    return true;
  }

  /** What part of a full share it gets: a tenth at first, growing evenly to all. */
  double share(long now, long slowStartNanos) {
    if (!returning || slowStartNanos == 0) {
      return 1;
    }
    double passed = (double) (now - returnedAt) / slowStartNanos;
    return Math.clamp(0.1 + 0.9 * passed, 0.1, 1);
  }
}
