package dev.figleaf.proxy.traffic;

import org.jspecify.annotations.Nullable;

/**
 * The coarse steps in which latencies are counted: four to each power of two, from 64 µs to 33 s,
 * so that a quantile is right to about 12%.
 */
final class Steps {
  static final int COUNT = 78;

  private static final int FIRST_POWER = 6;
  private static final double MICROS_A_MILLI = 1_000;

  private Steps() {}

  static int of(long nanos) {
    long micros = nanos / 1_000;
    if (micros < 1 << FIRST_POWER) {
      return 0;
    }
    int power = 63 - Long.numberOfLeadingZeros(micros);
    int part = (int) (micros >>> power - 2) & 3;
    return Math.min(COUNT - 1, (power - FIRST_POWER) * 4 + part + 1);
  }

  /** The least latency of a step, in milliseconds. */
  private static double from(int step) {
    if (step == 0) {
      return 0;
    }
    int part = (step - 1) % 4;
    return Math.scalb(4.0 + part, (step - 1) / 4 + FIRST_POWER - 2) / MICROS_A_MILLI;
  }

  /**
   * The latency within which this share of all answers came, in milliseconds; NaN of none. Within a
   * step they are taken to lie evenly.
   */
  static double quantile(long[] counts, double share) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    double wanted = share * total;
    double seen = 0;
    for (int step = 0; step < counts.length; step++) {
      if (counts[step] > 0 && seen + counts[step] >= wanted) {
        double part = (wanted - seen) / counts[step];
        return from(step) + part * (from(step + 1) - from(step));
      }
      seen += counts[step];
    }
    return Double.NaN;
  }

  static SeamFigures.@Nullable Latency latency(long[] counts) {
    double p50 = quantile(counts, 0.5);
    return Double.isNaN(p50)
        ? null
        : new SeamFigures.Latency(p50, quantile(counts, 0.95), quantile(counts, 0.99));
  }
}
