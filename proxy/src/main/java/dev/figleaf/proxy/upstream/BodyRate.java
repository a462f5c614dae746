package dev.figleaf.proxy.upstream;

/**
 * How slow the body of a client's request, or the client that takes a response, may be.
 *
 * @param bytesPerSecond the fewest, once it moves; 0 for no limit
 * @param graceNanos how long it may be slower than that
 */
public record BodyRate(long bytesPerSecond, long graceNanos) {

  /** How much time a piece of so many bytes buys, in nanoseconds. */
  long worth(int bytes) {
    return bytesPerSecond == 0 ? Long.MAX_VALUE / 4 : bytes * 1_000_000_000L / bytesPerSecond;
  }
}
