package dev.figleaf.rules;

/** Which requests that failed on a seam's {@code to} are answered by {@code from}. */
public enum Rescue {
  /** None: the client sees the failure. */
  OFF,
  /** Those whose method is safe (RFC 9110 §9.2.1). */
  SAFE,
  /** Those, and any that never left for {@code to}. */
  SAFE_OR_UNSENT
}
