package dev.figleaf.routing;

import org.jspecify.annotations.Nullable;

/** Reads a cookie out of a Cookie header (RFC 6265 §4.2.1) by scanning, without a map. */
public final class Cookies {
  private Cookies() {}

  /**
   * The value of a cookie in one Cookie header, or null.
   *
   * <p>The first of several wins. Names are compared with case; a quoted value keeps its quotes. A
   * piece without an equals sign is no cookie.
   */
  public static @Nullable String value(String header, String name) {
    for (int start = 0; start < header.length(); ) {
      int semicolon = header.indexOf(';', start);
      int end = semicolon < 0 ? header.length() : semicolon;
      int from = skipBlanks(header, start, end);
      int equals = header.indexOf('=', from);
      if (equals < 0) {
        return null;
      }
      if (equals < end
          && trimEnd(header, from, equals) - from == name.length()
          && header.startsWith(name, from)) {
        int valueStart = skipBlanks(header, equals + 1, end);
        return header.substring(valueStart, trimEnd(header, valueStart, end));
      }
      start = end + 1;
    }
    return null;
  }

  private static int skipBlanks(String text, int start, int end) {
    int at = start;
    while (at < end && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int trimEnd(String text, int start, int end) {
    int at = end;
    while (at > start && isBlank(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
