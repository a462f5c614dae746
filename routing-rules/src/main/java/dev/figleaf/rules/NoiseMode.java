package dev.figleaf.rules;

/** Whether noise is learned. */
public enum NoiseMode {
  /** Field by field, from pairs of answers of {@code from}. */
  AUTO,
  /** Not at all. */
  OFF
}
