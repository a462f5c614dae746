package dev.figleaf.proxy.shadow;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ids that belong together, client by client. Bounded: clients that were seen longest ago are
 * forgotten. Safe to share; its lock is held for a look into a map.
 */
final class Cohorts {
  private static final int MOST = 1_000;
  private static final int PAIRS = 200;

  private final Map<Long, Pairs> known = Lru.of(MOST);

  /** The pairs of a client, which are remembered; of nobody, which are not. */
  Pairs of(@Nullable Long key) {
    if (key == null) {
      return new Pairs(PAIRS);
    }
    synchronized (known) {
      return known.computeIfAbsent(key, _ -> new Pairs(PAIRS));
    }
  }

  /** The pairs of a client of whom there are some. */
  Optional<Pairs> known(@Nullable Long key) {
    if (key == null) {
      return Optional.empty();
    }
    synchronized (known) {
      return Optional.ofNullable(known.get(key));
    }
  }

  int size() {
    synchronized (known) {
      return known.size();
    }
  }
}
