package dev.figleaf.proxy.http;

import io.netty.buffer.ByteBuf;

/**
 * Takes a chunked body apart (RFC 9112 §7.1), strictly: a size is hexadecimal digits and nothing
 * else, extensions are read over, and every line ends in CRLF. Stands for one body.
 */
public final class ChunkReader implements BodyReader {
  private static final int MOST_LINE = 8 * 1024;
  private static final int MOST_SIZE = Integer.MAX_VALUE;

  private enum Part {
    SIZE,
    BYTES,
    LINE_END,
    TRAILERS
  }

  private final RequestReader reader;
  private Part part = Part.SIZE;
  private int left;
  private int seen;
  private HeaderList trailers = Trailers.NONE;

  /** Reads trailers by this reader, within its bounds. */
  public ChunkReader(RequestReader reader) {
    this.reader = reader;
  }

  @Override
  public HeaderList trailers() {
    return trailers;
  }

  /** The last chunk says so, and is one more. */
  @Override
  public boolean isOver() {
    return false;
  }

  @Override
  public int next(ByteBuf in) {
    int step = MORE;
    while (step == MORE && in.isReadable()) {
      int before = in.readerIndex();
      Part at = part;
      step =
          switch (part) {
            case SIZE -> size(in);
            case BYTES -> bytes(in);
            case LINE_END -> lineEnd(in);
            case TRAILERS -> trailers(in);
          };
      if (in.readerIndex() == before && part == at) {
        return step;
      }
    }
    return step;
  }

  private int bytes(ByteBuf in) {
    int here = Math.min(left, in.readableBytes());
    left -= here;
    if (left == 0) {
      part = Part.LINE_END;
    }
    return here;
  }

  private int lineEnd(ByteBuf in) {
    if (in.getByte(in.readerIndex()) != '\r') {
      return BROKEN;
    }
    if (in.readableBytes() < 2) {
      return MORE;
    }
    if (in.getByte(in.readerIndex() + 1) != '\n') {
      return BROKEN;
    }
    in.skipBytes(2);
    part = Part.SIZE;
    return MORE;
  }

  private int size(ByteBuf in) {
    int from = in.readerIndex();
    int lf = in.indexOf(from, in.writerIndex(), (byte) '\n');
    if (lf < 0 || lf - from > MOST_LINE) {
      return lf < 0 && in.readableBytes() <= MOST_LINE ? MORE : BROKEN;
    }
    if (lf == from || in.getByte(lf - 1) != '\r') {
      return BROKEN;
    }
    long size = digits(in, from, lf - 1);
    if (size < 0 || size > MOST_SIZE) {
      return BROKEN;
    }
    in.readerIndex(lf + 1);
    left = (int) size;
    part = size == 0 ? Part.TRAILERS : Part.BYTES;
    return MORE;
  }

  private static long digits(ByteBuf in, int from, int end) {
    long size = 0;
    int at = from;
    for (; at < end; at++) {
      int digit = Character.digit(in.getByte(at), 16);
      if (digit < 0) {
        break;
      }
      size = size * 16 + digit;
      if (size > MOST_SIZE) {
        return BROKEN;
      }
    }
    return at > from && isExtension(in, at, end) ? size : BROKEN;
  }

  /** RFC 9112 §7.1.1: nothing, or text behind a semicolon whose quotes are closed. */
  private static boolean isExtension(ByteBuf in, int from, int end) {
    if (from == end) {
      return true;
    }
    boolean quoted = false;
    for (int at = from; at < end; at++) {
      byte b = in.getByte(at);
      if (!FieldReader.isText(b)) {
        return false;
      }
      if (quoted && b == '\\') {
        at++;
      } else if (b == '"') {
        quoted = !quoted;
      }
    }
    return in.getByte(from) == ';' && !quoted;
  }

  private int trailers(ByteBuf in) {
    int here = in.readableBytes();
    boolean first = seen == 0;
    if (!first && !RequestReader.mayEnd(in, seen)) {
      seen = here;
      return here > reader.mostBytes() ? BROKEN : MORE;
    }
    seen = here;
    return readTrailers(in);
  }

  private int readTrailers(ByteBuf in) {
    FieldReader fields = reader.fields();
    fields.load(in, reader.mostBytes() + 2);
    int end = fields.read(0);
    if (end == FieldReader.MORE) {
      return fields.length() > reader.mostBytes() ? BROKEN : MORE;
    }
    if (end < 0) {
      return BROKEN;
    }
    trailers = fields.headers(end);
    fields.trim();
    in.skipBytes(end);
    return END;
  }
}
