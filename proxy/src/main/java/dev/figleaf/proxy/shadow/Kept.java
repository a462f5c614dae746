package dev.figleaf.proxy.shadow;

import java.util.Map;

/**
 * How many examples were kept of each difference. Bounded: those seen longest ago are forgotten.
 * Belongs to one thread.
 */
final class Kept {
  private final Map<String, Integer> counts;

  Kept(int most) {
    counts = Lru.of(most);
  }

  /** Whether one more may be kept; then it counts as kept. */
  boolean takes(String difference, int most) {
    int kept = counts.getOrDefault(difference, 0);
    if (kept >= most) {
      return false;
    }
    counts.put(difference, kept + 1);
    return true;
  }
}
