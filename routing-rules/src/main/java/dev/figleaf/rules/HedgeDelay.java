package dev.figleaf.rules;

import java.time.Duration;

/** How long a request may take before another one is sent beside it. */
@Form(
    is = "a duration or a percentile",
    like = "p95",
    pattern = "^([0-9]+(ms|s|m|h)|p(50|[5-9][0-9]))$")
public sealed interface HedgeDelay {

  /** Always the same. */
  record Fixed(Duration after) implements HedgeDelay {}

  /**
   * As long as this share of the upstream's requests took lately.
   *
   * @param percent from 50 to 99
   */
  record Percentile(int percent) implements HedgeDelay {}

  /**
   * Reads {@code 200ms} or {@code p95}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static HedgeDelay parse(String text) {
    if (!text.startsWith("p")) {
      return new Fixed(Durations.parse(text));
    }
    if (!text.matches("p[5-9][0-9]")) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " is not a percentile from p50 to p99, such as p95");
    }
    return new Percentile(Integer.parseInt(text.substring(1)));
  }
}
