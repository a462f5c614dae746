package dev.figleaf.proxy.handler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.json.Expression;
import dev.figleaf.proxy.upstream.Loop;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Runs what may take long beside the event loops: little is done on the loop itself, much on a few
 * threads of its own, which a bounded number of tasks may wait for. Safe to share.
 *
 * <p>How much is little: 64 KiB of JSON to read, shape and write, which takes well under a
 * millisecond. An expression over less than 4 KiB is tried on the loop for 5 ms; one that needs
 * longer begins anew on a thread, where it has 100 ms.
 */
public final class SideWork {
  private static final long LITTLE = 64 * 1024;
  private static final long LITTLE_FOR_EXPRESSIONS = 4 * 1024;
  private static final int MILLIS_ON_LOOP = 5;
  private static final int MOST_WAITING = 256;
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  /** Threads are made when there is something for them, and end when there is nothing. */
  public SideWork() {
    int most = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
    var count = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("composing-" + count.incrementAndGet())
                    .unstarted(task));
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a task on so many bytes and gives what it makes to somebody on the loop: at once, or
   * later. A task that throws, or finds no thread, makes nothing.
   */
  public <T> void run(
      Loop loop, long bytes, Supplier<Optional<T>> task, Consumer<Optional<T>> then) {
    if (bytes <= LITTLE) {
      then.accept(safely(task));
    } else {
      aside(loop, task, then);
    }
  }

  /** Evaluates an expression over so many bytes; nothing where it fails. */
  public void evaluate(
      Loop loop,
      Expression expression,
      JsonNode input,
      long bytes,
      Consumer<Optional<JsonNode>> then) {
    evaluate(loop, bytes, millis -> expression.apply(input, millis), then);
  }

  /**
   * Runs a task that evaluates something over so many bytes within the milliseconds that it is
   * given; nothing where it fails.
   */
  public <T> void evaluate(
      Loop loop, long bytes, IntFunction<Optional<T>> task, Consumer<Optional<T>> then) {
    if (bytes > LITTLE_FOR_EXPRESSIONS) {
      aside(loop, () -> task.apply(Expression.MILLIS), then);
      return;
    }
    long begun = System.nanoTime();
    Optional<T> made = safely(() -> task.apply(MILLIS_ON_LOOP));
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    if (made.isEmpty() && took >= MILLIS_ON_LOOP) {
      aside(loop, () -> task.apply(Expression.MILLIS), then);
    } else {
      then.accept(made);
    }
  }

  private <T> void aside(Loop loop, Supplier<Optional<T>> task, Consumer<Optional<T>> then) {
    try {
      threads.execute(
          () -> {
            Optional<T> made = safely(task);
            tell(loop, () -> then.accept(made));
          });
    } catch (RejectedExecutionException _) {
      then.accept(Optional.empty());
    }
  }

  private static void tell(Loop loop, Runnable told) {
    try {
      loop.execute(told);
    } catch (RejectedExecutionException _) {
      // The process stops: nobody waits for it any more.
    }
  }

  private static <T> Optional<T> safely(Supplier<Optional<T>> task) {
    try {
      return task.get();
    } catch (RuntimeException | StackOverflowError _) {
      return Optional.empty();
    }
  }
}
