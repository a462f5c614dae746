package dev.figleaf.rules;

/** What becomes of a composition when one of its parts fails. */
public enum OnFailure {
  /** The whole fails. */
  FAIL,
  /** The part is left out. */
  OMIT,
  /** The part's default stands in its place. */
  DEFAULT
}
