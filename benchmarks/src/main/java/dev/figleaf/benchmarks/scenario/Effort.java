package dev.figleaf.benchmarks.scenario;

/**
 * How long is measured.
 *
 * @param rounds that count
 * @param seconds of each
 * @param warmSeconds before the first one, for a JVM
 */
public record Effort(int rounds, int seconds, int warmSeconds) {
  public static final Effort FULL = new Effort(7, 5, 10);
  public static final Effort QUICK = new Effort(3, 2, 6);

  /** For a reader of the results. */
  public String text() {
    return "%d rounds of %d s, after one that does not count".formatted(rounds, seconds);
  }
}
