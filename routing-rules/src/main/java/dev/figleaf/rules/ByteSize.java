package dev.figleaf.rules;

/**
 * A size, written {@code 64KiB}.
 *
 * @param bytes at least 0
 */
public record ByteSize(long bytes) {
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative size: " + bytes);
    }
  }
}
