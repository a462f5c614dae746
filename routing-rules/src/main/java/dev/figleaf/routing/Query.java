package dev.figleaf.routing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a parameter out of a raw query by scanning, without a map. */
public final class Query {
  // One character of a name is at most nine characters of a query: three escaped bytes of UTF-8.
  private static final int WIDEST = 9;

  private Query() {}

  /**
   * The decoded value of a query parameter, or null.
   *
   * <p>The first of several wins. Parameters are parted by {@code &}; one without an equals sign
   * has the empty value. {@code +} is a space and escapes are UTF-8, in names as in values; an
   * escape that is none stays as it is.
   */
  public static @Nullable String value(String rawQuery, String name) {
    for (int start = 0; start <= rawQuery.length(); ) {
      int ampersand = rawQuery.indexOf('&', start);
      int end = ampersand < 0 ? rawQuery.length() : ampersand;
      int equals = indexOf(rawQuery, '=', start, end);
      if (equals > start && isName(rawQuery, start, equals, name)) {
        return decode(rawQuery, Math.min(equals + 1, end), end);
      }
      start = end + 1;
    }
    return null;
  }

  private static boolean isName(String query, int start, int end, String name) {
    int length = end - start;
    if (length == name.length() && query.startsWith(name, start)) {
      return isPlain(query, start, end);
    }
    return length > name.length() - 1
        && length <= name.length() * WIDEST
        && !isPlain(query, start, end)
        && decode(query, start, end).equals(name);
  }

  private static boolean isPlain(String text, int start, int end) {
    return indexOf(text, '%', start, end) == end && indexOf(text, '+', start, end) == end;
  }

  private static int indexOf(String text, char wanted, int start, int end) {
    int at = text.indexOf(wanted, start, end);
    return at < 0 ? end : at;
  }

  private static String decode(String text, int start, int end) {
    if (isPlain(text, start, end)) {
      return text.substring(start, end);
    }
    var bytes = new ByteArrayOutputStream(end - start);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      int escaped = c == '%' && i + 2 < end ? PathChars.escape(text, i) : -1;
      if (escaped >= 0) {
        bytes.write(escaped);
        i += 2;
      } else {
        bytes.writeBytes((c == '+' ? " " : String.valueOf(c)).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
