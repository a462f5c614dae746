package dev.figleaf.proxy.shadow;

import java.util.Map;

/**
 * Ids that the two sides give by themselves: which of the candidate belongs to which of the
 * control. The first meeting of two ids that nobody knows makes them a pair; after that each
 * belongs to no other. Bounded: the pairs that were used longest ago are forgotten. Safe to share.
 */
public final class Pairs {
  /** The longest id that is remembered. */
  private static final int LONGEST = 200;

  private final Map<String, String> candidates;
  private final Map<String, String> controls;
  private final Map<String, String> byCandidate;
  private final Map<String, String> byControl;

  /** Remembers none: any two new ids belong together. */
  static final Pairs NONE = new Pairs(0);

  /**
   * @param most how many pairs are remembered
   */
  public Pairs(int most) {
    candidates = Lru.of(most);
    controls = Lru.of(most);
    byCandidate = Lru.of(most);
    byControl = Lru.of(most);
  }

  /** Whether two ids at one place belong together; two that are new there do from now on. */
  synchronized boolean belong(String place, Seen control, Seen candidate) {
    if (control.kind() != candidate.kind() || !isId(control) || !isId(candidate)) {
      return false;
    }
    String left = place + "\n" + control.text();
    String right = place + "\n" + candidate.text();
    String known = candidates.get(left);
    if (known == null && controls.get(right) == null) {
      candidates.put(left, right);
      controls.put(right, left);
      remember(control.text(), candidate.text());
      return true;
    }
    return right.equals(known);
  }

  // Of a Location the segments are remembered as well that are another's.
  private void remember(String control, String candidate) {
    byCandidate.put(control, candidate);
    byControl.put(candidate, control);
    String[] left = control.split("/", -1);
    String[] right = candidate.split("/", -1);
    for (int i = 0; left.length > 1 && left.length == right.length && i < left.length; i++) {
      if (!left[i].equals(right[i])) {
        byCandidate.put(left[i], right[i]);
        byControl.put(right[i], left[i]);
      }
    }
  }

  private static boolean isId(Seen value) {
    return value.kind() != Seen.Kind.ABSENT && value.length() > 0 && value.length() <= LONGEST;
  }

  /** What a side calls what the other one calls this; the same text where nobody knows. */
  public synchronized String called(String id, Role by) {
    return switch (by) {
      case CANDIDATE -> byCandidate.getOrDefault(id, id);
      case CONTROL -> byControl.getOrDefault(id, id);
    };
  }

  /** How many pairs are known. */
  public synchronized int size() {
    return candidates.size();
  }
}
