package dev.figleaf.proxy.traffic.inventory;

import dev.figleaf.proxy.store.InventoryRow;

/**
 * How many different clients there were, about: a HyperLogLog of 256 places, right to 7%. A place
 * holds the most zeroes that the hash of one of them began with, which says nothing of who it was.
 *
 * <p>See Flajolet and others, HyperLogLog: the analysis of a near-optimal cardinality estimation
 * algorithm, 2007; few clients are counted by the places that are empty.
 */
final class ClientSketch {
  static final int PLACES = InventoryRow.SKETCH;

  private static final int INDEX_BITS = 8;
  private static final double ALPHA = 0.7213 / (1 + 1.079 / PLACES);

  private ClientSketch() {}

  /** The same on every machine, so that sketches can be joined. */
  static long hash(String client) {
    long hash = client.hashCode() * 0x9E3779B97F4A7C15L;
    hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
    hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
    return hash ^ hash >>> 32;
  }

  static int place(long hash) {
    return (int) (hash >>> Long.SIZE - INDEX_BITS);
  }

  static int value(long hash) {
    return 1 + Long.numberOfLeadingZeros(hash << INDEX_BITS | 1L << INDEX_BITS - 1);
  }

  /** About how many there were. */
  static long estimate(byte[] sketch) {
    if (sketch.length != PLACES) {
      return 0;
    }
    double sum = 0;
    int empty = 0;
    for (byte place : sketch) {
      sum += Math.scalb(1.0, -place);
      empty += place == 0 ? 1 : 0;
    }
    double raw = ALPHA * PLACES * PLACES / sum;
    boolean few = raw <= 2.5 * PLACES && empty > 0;
    return Math.round(few ? PLACES * Math.log((double) PLACES / empty) : raw);
  }
}
