package dev.figleaf.proxy.harness;

import java.util.Random;

/** Bytes for bodies. */
public final class Bodies {
  private Bodies() {}

  /** Bytes without a pattern, always the same for a size. */
  public static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
