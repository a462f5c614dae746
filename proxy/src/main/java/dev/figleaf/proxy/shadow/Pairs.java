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

  /**
   * @param most how many pairs are remembered
   */
  public Pairs(int most) {
    candidates = bounded(most);
    controls = bounded(most);
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

  /** Whether two ids at one place belong together; two that are new do from now on. */
  boolean belong(String place, Seen control, Seen candidate) {
    return control.kind() == candidate.kind()
        && control.kind() != Seen.Kind.ABSENT
        && belong(control.text(), candidate.text());
  }

  synchronized boolean belong(String control, String candidate) {
    if (!isId(control) || !isId(candidate)) {
      return false;
    }
    String known = candidates.get(control);
    String owner = controls.get(candidate);
    if (known == null && owner == null) {
      candidates.put(control, candidate);
      controls.put(candidate, control);
      return true;
    }
    return candidate.equals(known);
  }

  private static boolean isId(String text) {
    return !text.isEmpty() && text.length() <= LONGEST;
  }

  /** What the candidate calls what the control calls this, to send later requests to it. */
  public synchronized Optional<String> candidateOf(String control) {
    return Optional.ofNullable(candidates.get(control));
  }

  /** How many pairs are known. */
  public synchronized int size() {
    return candidates.size();
  }
}
