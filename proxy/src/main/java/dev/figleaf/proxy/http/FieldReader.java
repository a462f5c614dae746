package dev.figleaf.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * Reads field lines (RFC 9112 §5) in one pass, strictly: a name is a token and nothing stands
 * between it and its colon, no line is folded, every line ends in CRLF, and no value has a control
 * character in it.
 *
 * <p>Works in an array that all connections of an event loop share, and notes where names and
 * values are; only what is whole is copied, once for all its headers. Confined to its event loop.
 */
final class FieldReader {
  /** The lines do not end here. */
  static final int MORE = -1;

  /** They cannot be read. */
  static final int BROKEN = -2;

  /** There are more of them than allowed. */
  static final int TOO_MANY = -3;

  private static final int USUAL_BYTES = 1024;
  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] TEXT = new boolean[256];

  static {
    for (int c = 0; c < 256; c++) {
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      TOKEN[c] = letter || c != 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
      TEXT[c] = c >= ' ' && c != 0x7f || c == '\t';
    }
  }

  private final int most;
  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;
  private int[] marks = new int[4 * 32];
  private int count;

  /** Makes a reader of at most so many lines at once. */
  FieldReader(int most) {
    this.most = most;
  }

  static boolean isToken(byte b) {
    return TOKEN[b & 0xff];
  }

  static boolean isText(byte b) {
    return TEXT[b & 0xff];
  }

  /** Takes the first bytes of these, at most so many; they stay unread where they are. */
  byte[] load(ByteBuf in, int limit) {
    length = Math.min(in.readableBytes(), limit);
    if (bytes.length < length) {
      bytes = new byte[length];
    }
    in.getBytes(in.readerIndex(), bytes, 0, length);
    count = 0;
    return bytes;
  }

  /** How many bytes were taken. */
  int length() {
    return length;
  }

  /** Lets go of room that an unusually large head needed. */
  void trim() {
    if (bytes.length > 8 * USUAL_BYTES) {
      bytes = new byte[USUAL_BYTES];
    }
  }

  /** Reads lines up to the empty one; the place behind it, or what came in between. */
  int read(int from) {
    int at = from;
    while (at < length && bytes[at] != '\r') {
      at = line(at);
      if (at < 0) {
        return at;
      }
    }
    return at < length ? lineEnd(at) : MORE;
  }

  private int line(int from) {
    int colon = from;
    while (colon < length && TOKEN[bytes[colon] & 0xff]) {
      colon++;
    }
    if (colon == length) {
      return MORE;
    }
    if (colon == from || bytes[colon] != ':') {
      return BROKEN;
    }
    int value = skipBlanks(colon + 1);
    int end = value;
    while (end < length && TEXT[bytes[end] & 0xff]) {
      end++;
    }
    return end == length ? MORE : keep(from, colon, value, end);
  }

  private int keep(int from, int colon, int value, int end) {
    int next = lineEnd(end);
    if (next < 0) {
      return next;
    }
    if (count == most) {
      return TOO_MANY;
    }
    if (marks.length == 4 * count) {
      marks = Arrays.copyOf(marks, 2 * marks.length);
    }
    int at = 4 * count++;
    marks[at] = from;
    marks[at + 1] = colon;
    marks[at + 2] = value;
    marks[at + 3] = withoutBlanks(value, end);
    return next;
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < length && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private int withoutBlanks(int from, int end) {
    int at = end;
    while (at > from && isBlank(bytes[at - 1])) {
      at--;
    }
    return at;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** The place behind CRLF. */
  int lineEnd(int at) {
    if (bytes[at] != '\r') {
      return BROKEN;
    }
    if (at + 1 == length) {
      return MORE;
    }
    return bytes[at + 1] == '\n' ? at + 2 : BROKEN;
  }

  /** The headers that were read, on a copy of the bytes up to this place. */
  HeaderList headers(int end) {
    byte[] own = Arrays.copyOf(bytes, end);
    var pairs = new CharSequence[2 * count];
    for (int i = 0; i < count; i++) {
      int at = 4 * i;
      pairs[2 * i] = FieldNames.of(own, marks[at], marks[at + 1]);
      pairs[2 * i + 1] = value(own, marks[at + 2], marks[at + 3]);
    }
    return HeaderList.of(pairs);
  }

  private static AsciiString value(byte[] own, int from, int to) {
    return from == to ? AsciiString.EMPTY_STRING : new AsciiString(own, from, to - from, false);
  }
}
