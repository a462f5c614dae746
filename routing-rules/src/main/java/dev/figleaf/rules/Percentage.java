package dev.figleaf.rules;

/**
 * A share of a whole, in steps of 0.001%.
 *
 * @param thousandths of one percent, from 0 to 100,000
 */
public record Percentage(int thousandths) {
  public static final Percentage ZERO = new Percentage(0);
  public static final Percentage ALL = new Percentage(100_000);

  public Percentage {
    if (thousandths < 0 || thousandths > 100_000) {
      throw new IllegalArgumentException("not between 0% and 100%: " + thousandths + "/1000%");
    }
  }

  /** The share as a fraction, from 0.0 to 1.0. */
  public double fraction() {
    return thousandths / 100_000.0;
  }

  /** As it is written in rules: {@code 20%}, {@code 0.5%}. */
  @Override
  public String toString() {
    return new java.math.BigDecimal(thousandths)
            .movePointLeft(3)
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }
}
