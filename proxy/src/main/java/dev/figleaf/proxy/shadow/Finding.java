package dev.figleaf.proxy.shadow;

/** What became of one pair of answers: what {@link Evidence} counts. */
public enum Finding {
  EQUAL,
  /** It differs only where an operator has accepted it. */
  ACCEPTED,
  /** It healed when both were asked again. */
  LAG,
  /** The control itself changed meanwhile: the pair says nothing. */
  RACE,
  /** It differs where noise is not yet known: the pair says nothing. */
  UNSETTLED,
  /** It differs. */
  REAL;

  /** Whether it counts for or against the candidate. */
  public boolean saysSomething() {
    return switch (this) {
      case EQUAL, ACCEPTED, LAG, REAL -> true;
      case RACE, UNSETTLED -> false;
    };
  }
}
