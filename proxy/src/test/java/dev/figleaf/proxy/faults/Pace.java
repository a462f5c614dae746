package dev.figleaf.proxy.faults;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Does something so many times at a rate, catching up where the machine was slow. */
final class Pace {

  /** One time of many. */
  @FunctionalInterface
  interface Step {
    void run(int number) throws Exception;
  }

  private Pace() {}

  /** Returns when the last one has run. */
  static void run(int count, int perSecond, Step step) throws Exception {
    run(count, perSecond, () -> false, step);
  }

  /**
   * Returns when the last one has run, or when it is enough.
   *
   * @throws java.util.concurrent.ExecutionException with what a step threw; none follows it
   */
  static void run(int count, int perSecond, BooleanSupplier enough, Step step) throws Exception {
    var done = new CompletableFuture<Void>();
    var number = new AtomicInteger();
    try (var clock = Executors.newSingleThreadScheduledExecutor()) {
      var ticks =
          clock.scheduleAtFixedRate(
              () -> tick(number.getAndIncrement(), count, enough, step, done),
              0,
              TimeUnit.SECONDS.toNanos(1) / perSecond,
              TimeUnit.NANOSECONDS);
      try {
        done.get(2, TimeUnit.MINUTES);
      } finally {
        ticks.cancel(false);
      }
    }
  }

  private static void tick(
      int number, int count, BooleanSupplier enough, Step step, CompletableFuture<Void> done) {
    if (number >= count || enough.getAsBoolean()) {
      done.complete(null);
    }
    if (done.isDone()) {
      return;
    }
    try {
      step.run(number);
    } catch (Exception | AssertionError thrown) {
      done.completeExceptionally(thrown);
    }
  }
}
