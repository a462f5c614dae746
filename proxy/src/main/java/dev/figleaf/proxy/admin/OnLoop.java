package dev.figleaf.proxy.admin;

import io.vertx.core.Context;
import java.util.concurrent.RejectedExecutionException;

/** Goes back to an event loop from another thread. */
final class OnLoop {
  private OnLoop() {}

  /** Does it there, unless the loop has ended: then nobody waits for it. */
  static void run(Context loop, Runnable task) {
    try {
      loop.runOnContext(_ -> task.run());
    } catch (RejectedExecutionException _) {
      // the process ends
    }
  }
}
