package dev.figleaf.proxy.shadow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * What asking again lately came to, by the id of a difference: says what to make of one for which
 * nobody can be asked. Bounded: those seen longest ago are forgotten. Belongs to one thread.
 */
final class Outcomes {
  /** So many must have been real, one after the other. */
  static final int NEEDED = 3;

  private final Map<String, Deque<Finding>> latest;

  Outcomes(int most) {
    latest = Lru.of(most);
  }

  void add(String id, Finding finding) {
    Deque<Finding> known = latest.computeIfAbsent(id, _ -> new ArrayDeque<>());
    known.addLast(finding);
    if (known.size() > NEEDED) {
      known.removeFirst();
    }
  }

  /** Whether it was real each time, so often as is needed. */
  boolean wasAlwaysReal(String id) {
    Deque<Finding> known = latest.get(id);
    return known != null && known.size() == NEEDED && known.stream().allMatch(Finding.REAL::equals);
  }
}
