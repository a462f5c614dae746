package dev.figleaf.proxy.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Asks the store on behalf of people, who would rather hear that it is slow than wait for it. */
public final class Patience {
  private Patience() {}

  /**
   * Asks on a thread of its own, and gives up when the time is over.
   *
   * @throws StoreUnavailable where there is no answer by then
   */
  public static <T> T within(Duration most, Supplier<T> question) {
    var answer = new CompletableFuture<T>();
    Thread asking = Thread.ofVirtual().name("store-question").start(() -> ask(question, answer));
    try {
      return answer.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StoreUnavailable why
          ? why
          : new IllegalStateException("the store cannot be asked", e.getCause());
    } catch (TimeoutException _) {
      asking.interrupt();
      throw new StoreUnavailable("the store does not answer within " + most.toMillis() + " ms");
    } catch (InterruptedException _) {
      asking.interrupt();
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("nobody waits for the store any more");
    }
  }

  private static <T> void ask(Supplier<T> question, CompletableFuture<T> answer) {
    try {
      answer.complete(question.get());
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }
}
