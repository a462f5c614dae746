package dev.figleaf.sample.monolith;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Runs what blocks on virtual threads, a bounded number at a time.
 *
 * <p>Called on a Vert.x context, and completes there.
 */
final class Blocking implements AutoCloseable {
  private static final int AT_ONCE = 256;

  private final Vertx vertx;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore permits = new Semaphore(AT_ONCE);

  Blocking(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Runs {@code work} on a virtual thread.
   *
   * @return fails as {@code work} does, and with a 503 {@link HttpError} while too much is running
   */
  <T> Future<T> call(Callable<T> work) {
    if (!permits.tryAcquire()) {
      return Future.failedFuture(new HttpError(503, "too busy"));
    }
    var context = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    threads.execute(
        () -> {
          var result = outcome(work);
          permits.release();
          context.runOnContext(_ -> result.onComplete(promise));
        });
    return promise.future();
  }

  private static <T> Future<T> outcome(Callable<T> work) {
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  /** Waits until what was begun has ended. */
  @Override
  public void close() {
    threads.close();
  }
}
