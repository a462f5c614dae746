package dev.figleaf.proxy.upstream;

/**
 * How long an upstream took lately from a request sent to the head of its answer.
 *
 * <p>A histogram of fixed size, eight steps for each doubling from half a millisecond to a minute,
 * so that a percentile is true to within an eighth. Old times fade: all counts are halved whenever
 * there are many. Confined to one event loop.
 */
final class ResponseTimes {
  private static final int UNIT_BITS = 16; // about 65 microseconds
  private static final int STEPS = 8;
  private static final int DOUBLINGS = 18;
  private static final int MANY = 2_000;
  private static final int FEW = 20;

  private final int[] counts = new int[STEPS * DOUBLINGS];
  private int total;

  void record(long nanos) {
    counts[index(nanos)]++;
    if (++total >= MANY) {
      fade();
    }
  }

  private void fade() {
    total = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] >>= 1;
      total += counts[i];
    }
  }

  private static int index(long nanos) {
    long units = Math.max(STEPS, nanos >> UNIT_BITS);
    int doubling = 63 - Long.numberOfLeadingZeros(units);
    int step = (int) (units >> (doubling - 3)) & (STEPS - 1);
    return Math.min((doubling - 3) * STEPS + step, STEPS * DOUBLINGS - 1);
  }

  /** What so many percent took no longer than, in nanoseconds; -1 while too few are known. */
  long percentile(int percent) {
    if (total < FEW) {
      return -1;
    }
    long wanted = Math.ceilDiv((long) total * percent, 100);
    int at = 0;
    for (long seen = counts[0]; seen < wanted; seen += counts[at]) {
      at++;
    }
    return upperBound(at);
  }

  private static long upperBound(int index) {
    int doubling = index / STEPS;
    long units = (long) (STEPS + index % STEPS + 1) << doubling;
    return units << UNIT_BITS;
  }
}
