package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.Tolerance;

/** What rules say about a place of a body. */
sealed interface Shaping {
  record Ignore() implements Shaping {}

  /** The order of this array means nothing. */
  record Sort() implements Shaping {}

  record Tolerate(Tolerance by) implements Shaping {}

  /** An id that each side gives by itself. */
  record Pair() implements Shaping {}
}
