package dev.figleaf.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the body of an answer that shall be kept, while it streams by; gives up past a bound.
 * Confined to one event loop. What it holds is counted by its cache until it ends.
 */
public final class Capture {
  private static final int FIRST = 2_048;

  private final RouteCache cache;
  private final StoredAnswer head;
  private byte @Nullable [] bytes = new byte[0];
  private int length;

  public Capture(RouteCache cache, StoredAnswer head) {
    this.cache = cache;
    this.head = head;
  }

  /**
   * Makes room for a body whose length is known.
   *
   * @return false where there is none, and everything is given up
   */
  public boolean expect(long whole) {
    byte[] held = bytes;
    if (held == null || whole > cache.maxEntry() || !cache.take(whole - held.length)) {
      giveUp();
      return false;
    }
    bytes = Arrays.copyOf(held, (int) whole);
    return true;
  }

  /**
   * Takes one piece, whose reader stays where it is.
   *
   * @return false where it was too much, and everything is given up
   */
  public boolean add(ByteBuf piece) {
    byte[] held = bytes;
    int count = piece.readableBytes();
    if (held == null || count > cache.maxEntry() - length || !grow(held, length + count)) {
      giveUp();
      return false;
    }
    piece.getBytes(piece.readerIndex(), bytes, length, count);
    length += count;
    return true;
  }

  private boolean grow(byte[] held, int needed) {
    if (needed <= held.length) {
      return true;
    }
    int size = Math.min(cache.maxEntry(), Math.max(needed, Math.max(FIRST, held.length * 2)));
    if (!cache.take(size - held.length)) {
      return false;
    }
    bytes = Arrays.copyOf(held, size);
    return true;
  }

  /** Takes no more, and holds nothing. */
  public void giveUp() {
    if (bytes != null) {
      cache.giveBack(bytes.length);
      bytes = null;
    }
  }

  /** The whole answer; null where it was given up. */
  public @Nullable StoredAnswer end() {
    byte[] held = bytes;
    if (held == null) {
      return null;
    }
    byte[] whole = held.length == length ? held : Arrays.copyOf(held, length);
    giveUp();
    return head.with(whole);
  }
}
