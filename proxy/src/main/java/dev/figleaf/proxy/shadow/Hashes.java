package dev.figleaf.proxy.shadow;

import java.math.BigDecimal;

/** Hashes of 64 bits that say which pieces are probably the same; never that they are. */
final class Hashes {
  /** Of what is not looked at. */
  static final long NOTHING = 0x9E3779B97F4A7C15L;

  private Hashes() {}

  /** Folds one more hash in; the order matters. */
  static long then(long hash, long next) {
    return mixed(hash * 31 + next);
  }

  /** The finaliser of SplitMix64. */
  static long mixed(long bits) {
    long z = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  static long text(String text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = hash * 0x100000001B3L + text.charAt(i);
    }
    return mixed(hash);
  }

  /** Equal for equal values: 1, 1.0 and 10e-1. */
  static long number(BigDecimal value) {
    if (value.signum() == 0) {
      return mixed(1);
    }
    BigDecimal plain = value.stripTrailingZeros();
    return then(plain.unscaledValue().hashCode(), plain.scale());
  }
}
