package dev.figleaf.proxy.shadow;

import java.time.Duration;

/**
 * How long answers took: counts in buckets that grow by a sixteenth, from a microsecond to an hour,
 * so that every percentile is right to about 3%. Fixed in memory; belongs to whoever guards it.
 */
final class LatencyHistogram {
  private static final int PARTS_LOG = 4;
  private static final int PARTS = 1 << PARTS_LOG;
  private static final long LONGEST_MICROS = Duration.ofHours(1).toNanos() / 1_000;

  private final long[] counts = new long[bucket(LONGEST_MICROS) + 1];
  private long total;

  void record(Duration took) {
    long micros = Math.clamp(took.toNanos() / 1_000, 0, LONGEST_MICROS);
    counts[bucket(micros)]++;
    total++;
  }

  long total() {
    return total;
  }

  /**
   * The time within which this share of the answers came; zero of none.
   *
   * @param share from 0 to 1
   */
  Duration percentile(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) {
        return Duration.ofNanos(middle(i) * 1_000);
      }
    }
    return Duration.ZERO;
  }

  // Below 16 each value has its own; above, 16 parts to each power of two.
  private static int bucket(long micros) {
    if (micros < PARTS) {
      return (int) micros;
    }
    int power = 63 - Long.numberOfLeadingZeros(micros);
    int part = (int) (micros >>> power - PARTS_LOG) - PARTS;
    return (power - PARTS_LOG + 1) * PARTS + part;
  }

  private static long middle(int bucket) {
    if (bucket < PARTS) {
      return bucket;
    }
    int shift = bucket / PARTS - 1;
    long start = (long) (PARTS + bucket % PARTS) << shift;
    return start + (1L << shift) / 2;
  }
}
