package dev.figleaf.proxy.shadow;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body in while it streams: its bytes up to a limit, past it only a hash. What was taken
 * before is hashed when the limit is passed, so that equal bodies hash alike however they were cut
 * into pieces. Belongs to one thread.
 */
public final class BodyCapture {
  /** The most that one capture can be told to hold. */
  public static final int MOST = 64 * 1024 * 1024;

  private static final int FIRST = 1_024;

  private final int limit;
  private byte @Nullable [] bytes = new byte[0];
  private final Checksum high = new CRC32C();
  private final Checksum low = new CRC32();
  private long length;

  /**
   * @param limit the most bytes that are held
   */
  public BodyCapture(int limit) {
    this.limit = limit;
  }

  /** Takes one piece; its position moves to its limit. */
  public void add(ByteBuffer piece) {
    int count = piece.remaining();
    byte @Nullable [] held = bytes;
    if (held != null && length + count <= limit) {
      bytes = grown(held, (int) length + count);
      piece.get(bytes, (int) length, count);
    } else {
      if (held != null) {
        hash(ByteBuffer.wrap(held, 0, (int) length));
        bytes = null;
      }
      hash(piece);
    }
    length += count;
  }

  /** Takes one piece, which stays as it is. */
  void add(ByteBuf piece) {
    int count = piece.readableBytes();
    byte @Nullable [] held = bytes;
    if (held != null && length + count <= limit) {
      bytes = grown(held, (int) length + count);
      piece.getBytes(piece.readerIndex(), bytes, (int) length, count);
      length += count;
    } else {
      add(piece.nioBuffer());
    }
  }

  private byte[] grown(byte[] held, int needed) {
    return needed <= held.length
        ? held
        : Arrays.copyOf(held, Math.min(limit, Math.max(needed, Math.max(FIRST, held.length * 2))));
  }

  private void hash(ByteBuffer piece) {
    high.update(piece.duplicate());
    low.update(piece);
  }

  /** How many bytes came so far, held or not. */
  public long length() {
    return length;
  }

  /** The bytes that are held now, for a budget. */
  public long held() {
    return bytes == null ? 0 : bytes.length;
  }

  /** The body, when its end has come. */
  public CapturedBody end() {
    return bytes == null
        ? new CapturedBody.Hashed(length, high.getValue() << 32 | low.getValue())
        : new CapturedBody.Whole(
            bytes.length == length ? bytes : Arrays.copyOf(bytes, (int) length));
  }

  /** The body, when it will never end. */
  public CapturedBody brokenOff() {
    return new CapturedBody.BrokenOff(length);
  }
}
