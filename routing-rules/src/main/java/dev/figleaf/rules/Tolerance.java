package dev.figleaf.rules;

import java.math.BigDecimal;
import java.time.Duration;

/** How far two values may be apart and still count as equal. */
@Form(is = "a number or a duration", like = "0.01")
public sealed interface Tolerance {

  /** Of two numbers. */
  record Numbers(BigDecimal by) implements Tolerance {}

  /** Of two times, in any form that Figleaf reads. */
  record Times(Duration by) implements Tolerance {}

  /**
   * Reads {@code 0.01} or {@code 5s}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static Tolerance parse(String text) {
    if (text.matches("[0-9]{1,18}(\\.[0-9]{1,18})?")) {
      return new Numbers(new BigDecimal(text));
    }
    if (text.startsWith("-")) {
      throw new IllegalArgumentException(Quoted.plain(text) + " is below zero");
    }
    try {
      return new Times(Durations.parse(text));
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(
          Quoted.of(text)
              + " is no tolerance; write a number such as 0.01 for numbers, or a duration such as"
              + " 5s for times");
    }
  }
}
