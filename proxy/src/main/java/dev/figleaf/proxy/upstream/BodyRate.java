package dev.figleaf.proxy.upstream;

/**
 * How slow the body of a client's request may be.
 *
 * @param bytesPerSecond the fewest, once it moves; 0 for no limit
 * @param graceNanos how long it may be slower than that
 */
public record BodyRate(long bytesPerSecond, long graceNanos) {
  private static final long SECOND = 1_000_000_000L;
  private static final long FOR_EVER = Long.MAX_VALUE / 4;

  /** How much time a piece of so many bytes buys, in nanoseconds. */
  long worth(int bytes) {
    return bytesPerSecond == 0 ? FOR_EVER : bytes * SECOND / bytesPerSecond;
  }
}
