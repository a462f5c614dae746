package dev.figleaf.proxy.cache;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The directives of {@code Cache-Control}, of a request or of an answer (RFC 9111 §5.2).
 *
 * <p>Without one, {@code Pragma: no-cache} is the same as {@code no-cache} (§5.4). Immutable.
 */
public final class CacheControl {
  /** What {@link #seconds} is where there is no such directive. */
  public static final long ABSENT = -1;

  private static final CacheControl NONE = new CacheControl(Map.of());
  private static final CacheControl NO_CACHE = new CacheControl(Map.of("no-cache", ""));
  private static final AsciiString NO_CACHE_WORD = AsciiString.cached("no-cache");

  /** RFC 9111 §1.2.2: what cannot be counted is taken for this. */
  private static final long MOST_SECONDS = Integer.MAX_VALUE;

  private final Map<String, String> directives;

  private CacheControl(Map<String, String> directives) {
    this.directives = directives;
  }

  /** Those of a message. */
  public static CacheControl of(HeaderList headers) {
    if (headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
      return parse(headers.all(HttpHeaderNames.CACHE_CONTROL));
    }
    return headers.lists(HttpHeaderNames.PRAGMA, NO_CACHE_WORD) ? NO_CACHE : NONE;
  }

  private static CacheControl parse(List<String> values) {
    var directives = new HashMap<String, String>();
    for (String value : values) {
      int from = 0;
      while (from < value.length()) {
        int end = endOf(value, from);
        add(value.substring(from, end).strip(), directives);
        from = end + 1;
      }
    }
    return new CacheControl(directives);
  }

  /** The next comma that stands outside of quotes. */
  private static int endOf(String value, int from) {
    boolean quoted = false;
    for (int i = from; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return value.length();
  }

  private static void add(String directive, Map<String, String> to) {
    int equals = directive.indexOf('=');
    String name = equals < 0 ? directive : directive.substring(0, equals).strip();
    String argument = equals < 0 ? "" : unquoted(directive.substring(equals + 1).strip());
    if (!name.isEmpty()) {
      // Twice with two values is as good as unreadable (RFC 9111 §4.2.1).
      to.merge(
          name.toLowerCase(Locale.ROOT), argument, (one, two) -> one.equals(two) ? one : "twice");
    }
  }

  private static String unquoted(String argument) {
    boolean quoted = argument.length() > 1 && argument.startsWith("\"") && argument.endsWith("\"");
    return quoted ? argument.substring(1, argument.length() - 1) : argument;
  }

  /** Whether a directive is there, with an argument or without. */
  public boolean has(String directive) {
    return directives.containsKey(directive);
  }

  /** Whether a directive is there that names a number of seconds, or no argument at all. */
  boolean hasNoArgument(String directive) {
    return "".equals(directives.get(directive));
  }

  /** The seconds of a directive; 0 where they cannot be read, {@link #ABSENT} where it is not. */
  public long seconds(String directive) {
    String argument = directives.get(directive);
    return argument == null ? ABSENT : seconds(argument, 0);
  }

  /**
   * Seconds as they are written (RFC 9111 §1.2.2).
   *
   * @param otherwise what is given for what is none
   */
  static long seconds(String text, long otherwise) {
    if (text.isEmpty()) {
      return otherwise;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return otherwise;
      }
    }
    return text.length() > 10 ? MOST_SECONDS : Math.min(MOST_SECONDS, Long.parseLong(text));
  }
}
