package dev.figleaf.proxy.shadow;

import java.util.ArrayList;
import java.util.List;

/** Collects the differences of one pair, up to a bound. Belongs to one thread. */
final class Differences {
  /** The most that are named of one pair. */
  static final int MOST = 64;

  private final List<Difference> found = new ArrayList<>();
  private boolean more;

  void add(Difference difference) {
    if (isFull()) {
      more = true;
    } else {
      found.add(difference);
    }
  }

  /** Whether another one would only be counted, so that nobody need look for it. */
  boolean isFull() {
    return found.size() >= MOST;
  }

  boolean hasMore() {
    return more;
  }

  List<Difference> all() {
    return List.copyOf(found);
  }
}
