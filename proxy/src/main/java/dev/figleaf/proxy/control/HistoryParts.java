package dev.figleaf.proxy.control;

import dev.figleaf.proxy.store.MemoryRuleHistory;
import dev.figleaf.proxy.store.RuleHistory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What keeps the history.
 *
 * @param journal the file of what the store does not have yet; null where the history is only in
 *     memory
 * @param replica what this process is called, unlike any other that shares the history
 */
public record HistoryParts(RuleHistory history, @Nullable Path journal, String replica) {

  /** A history that ends with the process. */
  public static HistoryParts inMemory() {
    return new HistoryParts(new MemoryRuleHistory(), null, "figleaf");
  }
}
