package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.store.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Does what blocks on virtual threads, a bounded number at once, and answers on the event loop. A
 * store that is not to be had is a 503.
 */
final class Blocking {
  private static final int AT_ONCE = 4;
  private static final int PATIENCE_SECONDS = 10;

  private final Vertx vertx;
  private final Semaphore room = new Semaphore(AT_ONCE);

  Blocking(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Does it.
   *
   * @param then on the event loop of the caller
   */
  <T> void run(RoutingContext request, Callable<T> work, Consumer<T> then) {
    run(work, then, failure -> failed(request, failure));
  }

  /**
   * The same for who is no request.
   *
   * @param failed told of a failure, on the same event loop
   */
  <T> void run(Callable<T> work, Consumer<T> then, Consumer<Exception> failed) {
    Context loop = vertx.getOrCreateContext();
    Thread.ofVirtual()
        .name("admin")
        .start(
            () -> {
              try {
                T result = bounded(work);
                OnLoop.run(loop, () -> then.accept(result));
              } catch (Exception failure) {
                OnLoop.run(loop, () -> failed.accept(failure));
              }
            });
  }

  private <T> T bounded(Callable<T> work) throws Exception {
    if (!room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new Refusal(503, "busy", "Too much is asked at once; ask again.");
    }
    try {
      return work.call();
    } finally {
      room.release();
    }
  }

  private static void failed(RoutingContext request, Exception failure) {
    switch (failure) {
      case StoreUnavailable unavailable ->
          AdminError.send(
              request.request(),
              503,
              "store-unavailable",
              "Service Unavailable",
              String.valueOf(unavailable.getMessage()));
      case Refusal refusal -> refusal.send(request);
      default -> request.fail(failure);
    }
  }
}
