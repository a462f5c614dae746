package dev.figleaf.benchmarks.load;

/**
 * What one run of a generator got.
 *
 * @param total every request of the run, also those before what counts
 * @param completed requests with a whole answer
 * @param failed answers above 399, and connections that broke
 */
public record Answers(
    long total,
    long completed,
    long failed,
    double seconds,
    double p50Millis,
    double p99Millis,
    double maxMillis) {
  public double perSecond() {
    return completed / seconds;
  }
}
