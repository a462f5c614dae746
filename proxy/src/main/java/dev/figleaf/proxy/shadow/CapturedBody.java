package dev.figleaf.proxy.shadow;

/**
 * A body as it was captured while it streamed, still in its content coding. Made by {@link
 * BodyCapture}.
 */
public sealed interface CapturedBody {

  /** No body at all. */
  CapturedBody EMPTY = new Whole(new byte[0]);

  /** All of it. The bytes are not copied; nobody changes them. */
  @SuppressWarnings("ArrayRecordComponent") // equality is the comparator's, never the record's
  record Whole(byte[] bytes) implements CapturedBody {}

  /**
   * A body over the limit: enough to say that two are equal or not.
   *
   * @param hash CRC-32C in the high half, CRC-32 in the low one
   */
  record Hashed(long length, long hash) implements CapturedBody {}

  /** A body that ended before its end: nothing can be said about it. */
  record BrokenOff(long length) implements CapturedBody {}

  /** Whether only its hash is left. */
  default boolean truncated() {
    return this instanceof Hashed;
  }
}
