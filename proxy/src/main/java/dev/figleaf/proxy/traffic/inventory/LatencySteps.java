package dev.figleaf.proxy.traffic.inventory;

/** The coarse steps in which the inventory counts latencies; the store has a column for each. */
final class LatencySteps {
  private static final int[] MILLIS = {5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000};

  /** One more for all that took longer. */
  static final int COUNT = MILLIS.length + 1;

  private LatencySteps() {}

  static int of(long nanos) {
    long millis = nanos / 1_000_000;
    int step = 0;
    while (step < MILLIS.length && millis >= MILLIS[step]) {
      step++;
    }
    return step;
  }

  /**
   * The latency within which this share of all answers came, in milliseconds; NaN of none. Within a
   * step they are taken to lie evenly; what took longer than all steps is told as the last of them.
   *
   * @param from where the steps begin in the counts
   */
  static double quantile(long[] counts, int from, double share) {
    long total = 0;
    for (int step = 0; step < COUNT; step++) {
      total += counts[from + step];
    }
    double wanted = share * total;
    double seen = 0;
    for (int step = 0; step < MILLIS.length; step++) {
      long count = counts[from + step];
      if (count > 0 && seen + count >= wanted) {
        int least = step == 0 ? 0 : MILLIS[step - 1];
        return least + (wanted - seen) / count * (MILLIS[step] - least);
      }
      seen += count;
    }
    return total == 0 ? Double.NaN : MILLIS[MILLIS.length - 1];
  }
}
