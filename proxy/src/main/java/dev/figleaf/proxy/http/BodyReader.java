package dev.figleaf.proxy.http;

import io.netty.buffer.ByteBuf;

/** Finds one body among the bytes of a connection of HTTP/1 (RFC 9112 §6.3). */
public sealed interface BodyReader permits SizedReader, ChunkReader {
  /** What follows has not come yet. */
  int MORE = 0;

  /** The body is over, and its trailers are read. */
  int END = -1;

  /** Nobody knows where it ends. */
  int BROKEN = -2;

  /**
   * Reads on, up to the next bytes of the body.
   *
   * @return how many of the readable bytes now belong to the body, all of which must be taken; or
   *     {@link #MORE}, {@link #END}, {@link #BROKEN}
   */
  int next(ByteBuf in);

  /** Whether no more bytes belong to it, so that its end needs no other to be told. */
  boolean isOver();

  /** What came behind it. */
  HeaderList trailers();
}
