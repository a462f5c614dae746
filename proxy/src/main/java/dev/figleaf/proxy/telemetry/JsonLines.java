package dev.figleaf.proxy.telemetry;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * JSON objects, one a line, written as UTF-8 into one buffer that is used again and again.
 *
 * <p>Written by hand because a line a request is the hot path: nothing is allocated once the buffer
 * has grown to its working size. Values of strangers cannot break a line: quotes, backslashes,
 * control characters (C0, DEL, C1) and line separators are escaped, lone surrogates become U+FFFD,
 * and a value ends after {@link #MAX_VALUE} characters with an ellipsis. Used by one thread.
 */
final class JsonLines {
  /** The most characters of one value. */
  static final int MAX_VALUE = 2_048;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /** The most bytes that one character becomes, as {@code \}{@code u001f}. */
  private static final int MAX_ESCAPE = 6;

  private byte[] bytes = new byte[16 * 1024];
  private int size;
  private boolean first;

  void begin() {
    put('{');
    first = true;
  }

  void end() {
    put('}');
    put('\n');
  }

  /** The name of the next value: ours, plain ASCII. */
  void name(String name) {
    if (!first) {
      put(',');
    }
    first = false;
    put('"');
    ascii(name);
    put('"');
    put(':');
  }

  /** Text that is ours: ASCII without anything to escape. */
  void ascii(String text) {
    ensure(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
  }

  /** A string of anybody's. */
  void string(String value) {
    int end = Math.min(value.length(), MAX_VALUE);
    ensure((end + 1) * MAX_ESCAPE + 2);
    put('"');
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        bytes[size++] = (byte) c;
      } else if (Character.isHighSurrogate(c) && i + 1 < value.length()) {
        i += pair(c, value.charAt(i + 1));
      } else {
        unusual(c);
      }
    }
    if (end < value.length()) {
      threeBytes('…');
    }
    put('"');
  }

  void number(long value) {
    if (value < 0) {
      put('-');
    }
    digits(Math.abs(value), 1);
  }

  /** A fraction of a whole: {@code units / 10^places}, with all its places. */
  void decimal(long units, int places, long scale) {
    digits(units / scale, 1);
    put('.');
    digits(units % scale, places);
  }

  void bool(boolean value) {
    ascii(value ? "true" : "false");
  }

  int size() {
    return size;
  }

  /** What was written, until {@link #cut}. */
  ByteBuffer written() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /** Forgets what was written after so many bytes. */
  void cut(int bytesToKeep) {
    size = bytesToKeep;
  }

  /** Writes a surrogate pair, or what stands for half of one; how many more characters it took. */
  private int pair(char high, char low) {
    if (!Character.isLowSurrogate(low)) {
      unusual(high);
      return 0;
    }
    int point = Character.toCodePoint(high, low);
    bytes[size++] = (byte) (0xf0 | point >> 18);
    bytes[size++] = (byte) (0x80 | point >> 12 & 0x3f);
    bytes[size++] = (byte) (0x80 | point >> 6 & 0x3f);
    bytes[size++] = (byte) (0x80 | point & 0x3f);
    return 1;
  }

  private void unusual(char c) {
    switch (c) {
      case '"', '\\' -> escape(c);
      case '\n' -> escape('n');
      case '\r' -> escape('r');
      case '\t' -> escape('t');
      default -> {
        if (c < 0xa0 || c == '\u2028' || c == '\u2029') {
          unicode(c);
        } else if (c < 0x800) {
          bytes[size++] = (byte) (0xc0 | c >> 6);
          bytes[size++] = (byte) (0x80 | c & 0x3f);
        } else {
          threeBytes(Character.isSurrogate(c) ? '\ufffd' : c);
        }
      }
    }
  }

  private void escape(char c) {
    bytes[size++] = '\\';
    bytes[size++] = (byte) c;
  }

  private void unicode(char c) {
    escape('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[size++] = HEX[c >> shift & 0xf];
    }
  }

  private void threeBytes(char c) {
    bytes[size++] = (byte) (0xe0 | c >> 12);
    bytes[size++] = (byte) (0x80 | c >> 6 & 0x3f);
    bytes[size++] = (byte) (0x80 | c & 0x3f);
  }

  private void digits(long value, int atLeast) {
    ensure(20);
    int length = atLeast;
    for (long rest = value / power(atLeast); rest > 0; rest /= 10) {
      length++;
    }
    for (int i = size + length - 1; i >= size; i--) {
      bytes[i] = HEX[(int) (value % 10)];
      value /= 10;
    }
    size += length;
  }

  private static long power(int places) {
    long power = 1;
    for (int i = 0; i < places; i++) {
      power *= 10;
    }
    return power;
  }

  private void put(char c) {
    ensure(1);
    bytes[size++] = (byte) c;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
