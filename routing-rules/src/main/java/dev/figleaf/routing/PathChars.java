package dev.figleaf.routing;

import dev.figleaf.routing.PathNormalizer.Refusal;
import org.jspecify.annotations.Nullable;

/** What each character and each escape is worth in a path (RFC 3986 §2). */
final class PathChars {
  private static final String HEX = "0123456789ABCDEF";
  private static final boolean[] ILLEGAL = new boolean[128];
  private static final boolean[] UNRESERVED = new boolean[128];

  static {
    for (int c = 0; c < 128; c++) {
      ILLEGAL[c] = c <= ' ' || c == 127 || c == '#' || c == '?' || c == '\\';
      boolean word = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
      UNRESERVED[c] = word || c == '-' || c == '.' || c == '_' || c == '~';
    }
  }

  private PathChars() {}

  /** Whether a character may stand in a path as it is; a percent sign only before its escape. */
  static boolean mayStand(char c) {
    return c < 128 && !ILLEGAL[c];
  }

  static boolean isUnreserved(int value) {
    return value < 128 && UNRESERVED[value];
  }

  /** The value of the escape that begins with the percent sign at {@code at}, or -1. */
  static int escape(String text, int at) {
    if (at + 2 >= text.length()) {
      return -1;
    }
    int high = hex(text.charAt(at + 1));
    int low = hex(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  // Character.digit knows the digits of every script; an escape is ASCII.
  private static int hex(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  /** Why an escape of this value is refused, or null. */
  static @Nullable Refusal refusal(int value) {
    return switch (value) {
      case -1 -> Refusal.BAD_ESCAPE;
      case 0 -> Refusal.ENCODED_NUL;
      case '/' -> Refusal.ENCODED_SLASH;
      case '\\' -> Refusal.ENCODED_BACKSLASH;
      default -> null;
    };
  }

  /** Appends the normal form of an escape. */
  static void append(StringBuilder out, int value) {
    if (isUnreserved(value)) {
      out.append((char) value);
    } else {
      appendEscape(out, value);
    }
  }

  static void appendEscape(StringBuilder out, int value) {
    out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
  }
}
