package dev.figleaf.proxy.shadow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
  private final Map<String, String> latest;

  /**
   * @param most how many pairs are remembered
   */
  public Pairs(int most) {
    candidates = bounded(most);
    controls = bounded(most);
    latest = bounded(most);
  }

  private static Map<String, String> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
        return size() > most;
      }
    };
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
      latest.put(control.text(), candidate.text());
      return true;
    }
    return right.equals(known);
  }

  private static boolean isId(Seen value) {
    return value.kind() != Seen.Kind.ABSENT && value.length() > 0 && value.length() <= LONGEST;
  }

  /** What the candidate calls what the control calls this, to send later requests to it. */
  public synchronized Optional<String> candidateOf(String control) {
    return Optional.ofNullable(latest.get(control));
  }

  /** How many pairs are known. */
  public synchronized int size() {
    return candidates.size();
  }
}
