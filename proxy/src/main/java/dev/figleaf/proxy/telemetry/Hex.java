package dev.figleaf.proxy.telemetry;

import java.nio.charset.StandardCharsets;

/** Lower-case hex digits of 64-bit words. */
final class Hex {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] HIGH = digitOfEachByte(4);
  private static final byte[] LOW = digitOfEachByte(0);

  private Hex() {}

  /** The 16 digits of a word. */
  static String of(long word) {
    var digits = new byte[16];
    put(word, digits, 0);
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  /** The 32 digits of two words. */
  static String of(long high, long low) {
    var digits = new byte[32];
    put(high, digits, 0);
    put(low, digits, 16);
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  /** The value of a lower-case digit, or -1. */
  static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  private static void put(long word, byte[] digits, int at) {
    for (int i = 0; i < 8; i++) {
      int pair = (int) (word >>> (56 - 8 * i)) & 0xff;
      digits[at + 2 * i] = HIGH[pair];
      digits[at + 2 * i + 1] = LOW[pair];
    }
  }

  private static byte[] digitOfEachByte(int shift) {
    var digits = new byte[256];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = DIGITS[i >>> shift & 0xf];
    }
    return digits;
  }
}
