package dev.figleaf.sample.monolith;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * What a customer bought.
 *
 * @param number what the bookkeepers call it, counted from 1
 * @param id what everybody else calls it: a UUID
 * @param note what the customer wrote to it, as it was written; may be empty
 * @param lines empty in lists, which do not read them
 */
record Order(
    int number,
    String id,
    int customer,
    Instant placed,
    String status,
    String note,
    BigDecimal total,
    List<Line> lines) {

  /** So many of one product, each for so much. */
  record Line(int product, int quantity, BigDecimal price) {
    BigDecimal sum() {
      return price.multiply(BigDecimal.valueOf(quantity));
    }
  }

  Order {
    lines = List.copyOf(lines);
  }

  static BigDecimal total(List<Line> lines) {
    return lines.stream().map(Line::sum).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
