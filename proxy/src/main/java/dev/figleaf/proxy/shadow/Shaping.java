package dev.figleaf.proxy.shadow;

/** What rules say about a place of a body. */
sealed interface Shaping {
  record Ignore() implements Shaping {}

  /** The order of this array means nothing. */
  record Sort() implements Shaping {}

  record Tolerate(dev.figleaf.rules.Tolerance by) implements Shaping {}

  /** An id that each side gives by itself. */
  record Pair() implements Shaping {}
}
