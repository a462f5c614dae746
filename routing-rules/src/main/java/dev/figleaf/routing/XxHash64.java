package dev.figleaf.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit xxHash of bytes, seed 0 (the XXH64 section of the xxHash specification, version
 * 0.1.1).
 *
 * <p>Spreads keys evenly and is the same everywhere; no protection against who chooses keys.
 */
final class XxHash64 {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private XxHash64() {}

  static long hash(byte[] data) {
    int stripes = data.length / 32 * 32;
    long hash = (stripes > 0 ? stripes(data, stripes) : P5) + data.length;
    return avalanche(tail(data, stripes, hash));
  }

  private static long stripes(byte[] data, int end) {
    long a = 0x60EA27EEADC0B5D6L; // P1 + P2, written out because it overflows
    long b = P2;
    long c = 0;
    long d = -P1;
    for (int at = 0; at < end; at += 32) {
      a = round(a, longAt(data, at));
      b = round(b, longAt(data, at + 8));
      c = round(c, longAt(data, at + 16));
      d = round(d, longAt(data, at + 24));
    }
    long hash =
        Long.rotateLeft(a, 1)
            + Long.rotateLeft(b, 7)
            + Long.rotateLeft(c, 12)
            + Long.rotateLeft(d, 18);
    return merge(merge(merge(merge(hash, a), b), c), d);
  }

  private static long tail(byte[] data, int start, long seed) {
    long hash = seed;
    int at = start;
    for (; at + 8 <= data.length; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, longAt(data, at)), 27) * P1 + P4;
    }
    if (at + 4 <= data.length) {
      long word = Integer.toUnsignedLong((int) INTS.get(data, at));
      hash = Long.rotateLeft(hash ^ word * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < data.length; at++) {
      hash = Long.rotateLeft(hash ^ (data[at] & 0xFF) * P5, 11) * P1;
    }
    return hash;
  }

  private static long avalanche(long seed) {
    long hash = (seed ^ seed >>> 33) * P2;
    hash = (hash ^ hash >>> 29) * P3;
    return hash ^ hash >>> 32;
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * P2, 31) * P1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * P1 + P4;
  }

  private static long longAt(byte[] data, int at) {
    return (long) LONGS.get(data, at);
  }
}
