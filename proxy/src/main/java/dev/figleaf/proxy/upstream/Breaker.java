package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.BreakerSpec;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.StatusClass;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stops calls to an upstream for a while when too many of them failed lately: Resilience4j's
 * circuit breaker, by permission.
 *
 * <p>A call belongs to the state in which it was let in, and says nothing in another: what began
 * before the breaker opened is no probe, whether it ends well, badly or not at all. Thread-safe.
 */
final class Breaker {
  /** When it is worth another try where only a probe can tell. */
  private static final long SOON_MILLIS = 1_000;

  private static final int MOST_DOUBLINGS = 30;

  /** Resilience4j looks at the type of what failed; there is only one here. */
  private static final Throwable FAILED = new Failed();

  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed() {
      super("the call failed", null, false, false);
    }
  }

  /** Hears of each change of state, on the thread of the call that brought it about. */
  interface Listener {
    /**
     * The breaker is in this state now.
     *
     * @param failureRate in percent, of the calls that opened it; elsewhere what there is
     * @param openMillis how long it stays open; only where it is
     */
    void changed(State state, float failureRate, long openMillis);
  }

  private final BreakerSpec spec;
  private final Clock clock;
  private final Listener listener;
  private final CircuitBreaker breaker;
  private final BitSet failures = new BitSet();
  private final AtomicReference<State> told = new AtomicReference<>(State.CLOSED);
  private final AtomicLong probedAt = new AtomicLong();
  private volatile long openedAt;
  private volatile long openMillis;

  /**
   * A closed breaker.
   *
   * @param spec with every figure filled in
   * @param clock must not go back
   */
  Breaker(String name, BreakerSpec spec, Clock clock, Listener listener) {
    this.spec = spec;
    this.clock = clock;
    this.listener = listener;
    this.breaker = CircuitBreaker.of(name, config());
    for (StatusClass statuses : spec.count()) {
      failures.set(statuses.from(), statuses.to() + 1);
    }
  }

  private CircuitBreakerConfig config() {
    Duration slow = spec.slowCall();
    return CircuitBreakerConfig.custom()
        .failureRateThreshold(percent(spec.failureRate()))
        .slowCallRateThreshold(percent(spec.slowRate()))
        .slowCallDurationThreshold(slow == null ? Duration.ofNanos(Long.MAX_VALUE) : slow)
        .slidingWindow(
            (int) Math.ceilDiv(Objects.requireNonNull(spec.within()).toMillis(), 1_000L),
            Objects.requireNonNull(spec.minimumCalls()),
            CircuitBreakerConfig.SlidingWindowType.TIME_BASED)
        .permittedNumberOfCallsInHalfOpenState(Objects.requireNonNull(spec.probes()))
        .waitIntervalFunctionInOpenState(this::open)
        .writableStackTraceEnabled(false)
        .clock(clock)
        .build();
  }

  /** Resilience4j knows no rate of 0%; the smallest there is opens at the first failure, too. */
  private static float percent(@Nullable Percentage share) {
    return Math.max(1, Objects.requireNonNull(share).thousandths()) / 1_000f;
  }

  /** How long it stays open for this time in a row, from 1. */
  private long open(int times) {
    long first = Objects.requireNonNull(spec.openFor()).toMillis();
    long most = Math.max(first, Objects.requireNonNull(spec.openAtMost()).toMillis());
    long millis = Math.min(first << Math.min(times - 1, MOST_DOUBLINGS), most);
    openedAt = clock.millis();
    openMillis = millis;
    return millis;
  }

  boolean isFor(BreakerSpec other) {
    return spec.equals(other);
  }

  /** Lets a call in, or not: the state in which it was, or null. */
  CircuitBreaker.@Nullable Metrics tryEnter() {
    if (breaker.getState() == State.OPEN) {
      probedAt.set(clock.millis());
    }
    boolean permitted = breaker.tryAcquirePermission() || tryProbeAgain();
    notice();
    return permitted ? breaker.getMetrics() : null;
  }

  /** A probe that hangs is joined by another after the time for which the breaker was open. */
  private boolean tryProbeAgain() {
    if (breaker.getState() != State.HALF_OPEN) {
      return false;
    }
    long last = probedAt.get();
    long now = clock.millis();
    if (now - last <= openMillis || !probedAt.compareAndSet(last, now)) {
      return false;
    }
    breaker.releasePermission();
    return breaker.tryAcquirePermission();
  }

  /** Whether everybody waits for the end of this call. */
  boolean isProbe(CircuitBreaker.Metrics entry) {
    return breaker.getState() == State.HALF_OPEN && breaker.getMetrics() == entry;
  }

  void answered(CircuitBreaker.Metrics entry, int status, long nanos) {
    if (breaker.getMetrics() != entry) {
      return;
    }
    if (failures.get(status)) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, FAILED);
    } else {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }
    notice();
  }

  void failed(CircuitBreaker.Metrics entry, long nanos) {
    if (breaker.getMetrics() == entry) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, FAILED);
      notice();
    }
  }

  void cancelled(CircuitBreaker.Metrics entry) {
    if (breaker.getMetrics() == entry) {
      breaker.releasePermission();
    }
  }

  /** Closes it and forgets what it counted; calls in flight say nothing any more. */
  void reset() {
    breaker.reset();
    notice();
  }

  private void notice() {
    State now = breaker.getState();
    if (now != told.get() && told.getAndSet(now) != now) {
      listener.changed(now, Math.max(0, breaker.getMetrics().getFailureRate()), openMillis);
    }
  }

  State state() {
    return breaker.getState();
  }

  /** Milliseconds until a probe is let in; a second where one is on its way. */
  long retryAfterMillis() {
    return breaker.getState() == State.OPEN
        ? Math.max(1, openedAt + openMillis - clock.millis())
        : SOON_MILLIS;
  }

  /** Milliseconds since it opened; only where it is not closed. */
  long openedMillisAgo() {
    return clock.millis() - openedAt;
  }

  /** Calls of the window, and what became of them. */
  CircuitBreaker.Metrics calls() {
    return breaker.getMetrics();
  }
}
