package dev.figleaf.proxy.shadow;

import java.time.Duration;

/**
 * How long answers took: counts in steps that grow by a sixteenth, from a microsecond to an hour,
 * so that every percentile is right to about 3%. Fixed in memory; belongs to whoever guards it.
 */
public final class LatencyHistogram {
  private static final int PARTS_LOG = 4;
  private static final int PARTS = 1 << PARTS_LOG;
  private static final long LONGEST_MICROS = Duration.ofHours(1).toNanos() / 1_000;
  private static final int LAST = stepOf(LONGEST_MICROS);

  private final long[] counts = new long[LAST + 1];
  private long total;

  /** Takes one answer in. */
  public void record(Duration took) {
    add(step(took), 1);
  }

  /**
   * Takes in what was counted before.
   *
   * @param step as {@link #step} said; one that is out of bounds is taken as the bound
   */
  public void add(int step, long count) {
    counts[Math.clamp(step, 0, LAST)] += count;
    total += count;
  }

  /** The step that a time is counted in; the same in every version that reads old evidence. */
  public static int step(Duration took) {
    return stepOf(Math.clamp(took.toNanos() / 1_000, 0, LONGEST_MICROS));
  }

  /** The middle of a step. */
  public static Duration value(int step) {
    int bounded = Math.clamp(step, 0, LAST);
    return Duration.ofNanos((start(bounded) + width(bounded) / 2) * 1_000);
  }

  public long total() {
    return total;
  }

  /**
   * How many answers took longer; those of the step in which the bound itself is count as longer,
   * so that at most a sixteenth of the bound is taken from the answers, and never given to them.
   */
  public long slowerThan(Duration bound) {
    long slower = 0;
    for (int i = step(bound); i <= LAST; i++) {
      slower += counts[i];
    }
    return slower;
  }

  /**
   * The time within which this share of the answers came; zero of none.
   *
   * @param share from 0 to 1
   */
  public Duration percentile(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i <= LAST; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return value(i);
      }
    }
    return Duration.ZERO;
  }

  // Below 16 each value has its own; above, 16 parts to each power of two.
  private static int stepOf(long micros) {
    if (micros < PARTS) {
      return (int) micros;
    }
    int power = 63 - Long.numberOfLeadingZeros(micros);
    int part = (int) (micros >>> power - PARTS_LOG) - PARTS;
    return (power - PARTS_LOG + 1) * PARTS + part;
  }

  private static long start(int step) {
    return step < PARTS ? step : (long) (PARTS + step % PARTS) << step / PARTS - 1;
  }

  private static long width(int step) {
    return step < PARTS ? 0 : 1L << step / PARTS - 1;
  }
}
