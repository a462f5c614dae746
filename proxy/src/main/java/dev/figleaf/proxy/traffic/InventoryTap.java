package dev.figleaf.proxy.traffic;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.routing.RequestHead;

/**
 * Hears of every request that has ended; none is left out. One for each event loop, called on that
 * loop only: it must be done within a few hundred nanoseconds and never block.
 */
@FunctionalInterface
public interface InventoryTap {
  /** Hears nothing. */
  InventoryTap NONE = (_, _, _) -> {};

  /**
   * A request has ended.
   *
   * @param outcome what became of it; its path and query are a stranger's, and not redacted
   * @param head what the rules saw; cannot be asked later
   * @param headers of the request, as they came; cannot be kept
   */
  void saw(Outcome outcome, RequestHead head, HeaderList headers);
}
