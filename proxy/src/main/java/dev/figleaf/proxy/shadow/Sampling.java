package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.Percentage;

/**
 * Draws requests by their trace, so that each replica and each hop draws the same ones. A draw for
 * one purpose says nothing about the draw for another.
 */
enum Sampling {
  COPY(0x9E3779B97F4A7C15L),
  NOISE(0xC2B2AE3D27D4EB4FL);

  private static final int HALF = 16;

  private final long salt;

  Sampling(long salt) {
    this.salt = salt;
  }

  /**
   * Whether a trace is among the share that is drawn.
   *
   * @param traceId 32 lower-case hex digits
   */
  boolean draws(String traceId, double share) {
    return share >= 1 || draw(traceId) < share;
  }

  boolean draws(String traceId, Percentage share) {
    return draws(traceId, share.fraction());
  }

  private double draw(String traceId) {
    long bits =
        Long.parseUnsignedLong(traceId, 0, HALF, 16)
            ^ Long.rotateLeft(Long.parseUnsignedLong(traceId, HALF, 2 * HALF, 16), 23);
    return (mixed(bits + salt) >>> 11) * 0x1p-53;
  }

  // Ids of some tracers begin with the time: the finalizer of SplitMix64 (Steele, Lea and Flood,
  // OOPSLA 2014) spreads them.
  private static long mixed(long bits) {
    long once = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
    long twice = (once ^ once >>> 27) * 0x94D049BB133111EBL;
    return twice ^ twice >>> 31;
  }
}
