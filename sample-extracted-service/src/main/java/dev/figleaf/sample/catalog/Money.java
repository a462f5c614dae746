package dev.figleaf.sample.catalog;

import java.math.BigDecimal;

/** An amount in the smallest unit of its currency. */
record Money(long cents, String currency) {
  static Money euro(long cents) {
    return new Money(cents, "EUR");
  }

  BigDecimal decimal() {
    return BigDecimal.valueOf(cents, 2);
  }
}
