package dev.figleaf.proxy.shadow;

import java.util.List;

/**
 * What comparing two answers came to.
 *
 * @param more whether there are differences beyond those that are named
 * @param unread why a body was not read as what it says that it is, if so
 */
public record Comparison(List<Difference> differences, boolean more, List<Unread> unread) {
  public Comparison {
    differences = List.copyOf(differences);
    unread = List.copyOf(unread);
  }

  /** Whether nothing differs. */
  public boolean isEqual() {
    return differences.isEmpty();
  }

  /**
   * Whether enough was there to compare: an answer that broke off says nothing, and neither do the
   * hashes of two codings.
   */
  public boolean isConclusive() {
    return !unread.contains(Unread.BROKEN_OFF) && !unread.contains(Unread.TWO_CODINGS);
  }
}
