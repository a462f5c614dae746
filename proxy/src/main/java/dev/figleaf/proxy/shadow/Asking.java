package dev.figleaf.proxy.shadow;

import java.time.Duration;
import java.util.function.Consumer;

/** Asks one side for the answer to a request that was asked before. */
public interface Asking {
  /**
   * Asks after a while. May be called on any thread; calls back exactly once, on another.
   *
   * @param wait from now
   */
  void ask(Role role, Duration wait, Consumer<Reply> then);

  /** Nobody asks any more: what was kept for it is let go. Exactly once. */
  void done();
}
