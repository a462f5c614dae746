package dev.figleaf.proxy.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * What the outside tells the process by signals.
 *
 * <p>The JVM calls handlers on threads of their own, which may block. From construction on SIGTERM
 * and SIGINT end the process no more by themselves.
 */
final class Signals {
  private final CountDownLatch end = new CountDownLatch(1);

  /**
   * Listens to signals.
   *
   * @param again what the second signal to end does
   */
  Signals(Runnable again) {
    for (String name : List.of("TERM", "INT")) {
      Signal.handle(
          new Signal(name),
          _ -> {
            if (end.getCount() == 0) {
              again.run();
            }
            end.countDown();
          });
    }
  }

  /** Calls whenever the process is told to read its files again. */
  void onHangup(Runnable action) {
    Signal.handle(new Signal("HUP"), _ -> action.run());
  }

  /** Waits until the process is told to end. */
  void awaitEnd() throws InterruptedException {
    end.await();
  }

  /** The latch that opens when the process is told to end. */
  CountDownLatch end() {
    return end;
  }
}
