package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.RuleEvent;

/** What became of an operator's change. */
public sealed interface Changed {
  /**
   * It is live on this replica.
   *
   * @param kept whether the store has it; otherwise it waits on disk until the store is back
   */
  record Done(RuleEvent event, boolean kept) implements Changed {}

  /** Something else is live than the operator thought, at this revision. Nothing was done. */
  record Conflict(long revision) implements Changed {}

  /**
   * It cannot be done. Nothing was.
   *
   * @param code such as {@code unknown-seam}
   * @param message a sentence for the operator
   */
  record Refused(String code, String message) implements Changed {}
}
