package dev.figleaf.rules;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A share of a whole, in steps of 0.001%.
 *
 * @param thousandths of one percent, from 0 to 100,000
 */
@Form(is = "a percentage", like = "20%", pattern = "^(100(\\.0+)?|[0-9]{1,2}(\\.[0-9]{1,3}0*)?)%$")
public record Percentage(int thousandths) {
  public static final Percentage ZERO = new Percentage(0);
  public static final Percentage ALL = new Percentage(100_000);

  private static final Pattern FORM = Pattern.compile("-?[0-9]{1,9}(\\.[0-9]{1,9})?%");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public Percentage {
    if (thousandths < 0 || thousandths > 100_000) {
      throw new IllegalArgumentException("not between 0% and 100%: " + thousandths + "/1000%");
    }
  }

  /**
   * Reads {@code 20%} or {@code 0.125%}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static Percentage parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(notAPercentage(text));
    }
    var number = new BigDecimal(text.substring(0, text.length() - 1));
    if (number.signum() < 0) {
      throw new IllegalArgumentException(text + " is less than 0%");
    }
    if (number.compareTo(HUNDRED) > 0) {
      throw new IllegalArgumentException(text + " is more than 100%");
    }
    if (number.stripTrailingZeros().scale() > 3) {
      throw new IllegalArgumentException(text + " is finer than the smallest step, 0.001%");
    }
    return new Percentage(number.movePointRight(3).intValueExact());
  }

  private static String notAPercentage(String text) {
    return FORM.matcher(text + "%").matches()
        ? Quoted.of(text) + " has no percent sign; write " + text + "%"
        : Quoted.of(text) + " is not a percentage; write a number with %, such as 20%";
  }

  /** The share as a fraction, from 0.0 to 1.0. */
  public double fraction() {
    return thousandths / 100_000.0;
  }

  /** As it is written in rules: {@code 20%}, {@code 0.5%}. */
  @Override
  public String toString() {
    return new BigDecimal(thousandths).movePointLeft(3).stripTrailingZeros().toPlainString() + "%";
  }
}
