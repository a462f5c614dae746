package dev.figleaf.proxy.http;

import io.netty.buffer.ByteBuf;

/** Counts a body whose head told its length. Stands for one body. */
public final class SizedReader implements BodyReader {
  private long left;

  public SizedReader(long length) {
    this.left = length;
  }

  @Override
  public int next(ByteBuf in) {
    int here = (int) Math.min(left, in.readableBytes());
    left -= here;
    return here;
  }

  @Override
  public boolean isOver() {
    return left == 0;
  }

  @Override
  public HeaderList trailers() {
    return Trailers.NONE;
  }
}
