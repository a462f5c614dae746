package dev.figleaf.benchmarks.jmh;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One call through a bulkhead and a breaker with a window of ten seconds, which all event loops
 * share: {@code -t 2} is two of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // @Setup sets them
public class BreakerBenchmark {
  @Param({"SYNCHRONIZED", "LOCK_FREE"})
  private SlidingWindowSynchronizationStrategy window;

  private Bulkhead bulkhead;
  private CircuitBreaker breaker;

  /** As the facade makes them, but for the window. */
  @Setup
  public void make() {
    bulkhead =
        Bulkhead.of(
            "legacy",
            BulkheadConfig.custom()
                .maxConcurrentCalls(1_024)
                .fairCallHandlingStrategyEnabled(false)
                .build());
    breaker =
        CircuitBreaker.of(
            "legacy",
            CircuitBreakerConfig.custom()
                .slidingWindow(10, 20, CircuitBreakerConfig.SlidingWindowType.TIME_BASED, window)
                .build());
  }

  @Benchmark
  public boolean bulkhead() {
    boolean permitted = bulkhead.tryAcquirePermission();
    if (permitted) {
      bulkhead.onComplete();
    }
    return permitted;
  }

  @Benchmark
  public boolean breaker() {
    boolean permitted = breaker.tryAcquirePermission();
    if (permitted) {
      breaker.onSuccess(1_000, TimeUnit.NANOSECONDS);
    }
    return permitted;
  }
}
