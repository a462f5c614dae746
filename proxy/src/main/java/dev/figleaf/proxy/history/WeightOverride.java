package dev.figleaf.proxy.history;

import dev.figleaf.rules.Percentage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A weight that holds in place of what a seam's file says.
 *
 * @param until when it ends by itself, or null for when somebody lifts it
 */
public record WeightOverride(
    String seam, Percentage weight, Instant since, @Nullable Instant until, Author author) {

  /** Whether its time is over. */
  public boolean isOver(Instant now) {
    return until != null && !now.isBefore(until);
  }
}
