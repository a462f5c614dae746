package dev.figleaf.proxy.control;

import dev.figleaf.rules.Problem;
import java.util.List;

/** What became of an attempt to make the rules live. */
public sealed interface Reload {
  /** They are live. */
  record Accepted(Snapshot snapshot, List<Problem> warnings) implements Reload {}

  /** Nothing in the files has changed since the last attempt; nothing was done. */
  record Unchanged() implements Reload {}

  /** They have errors; what was live stays so. */
  record Rejected(List<Problem> problems) implements Reload {}
}
