package dev.figleaf.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Headers that belong to one connection and never pass (RFC 9110 §7.6.1).
 *
 * <p>These are the listed ones, and every header that {@code Connection} names.
 */
public final class HopHeaders {
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");

  private HopHeaders() {}

  /** Whether the name itself says so; compared without case. */
  public static boolean isHop(CharSequence name) {
    return switch (name.length()) {
      case 2 -> same(HttpHeaderNames.TE, name);
      case 7 -> same(HttpHeaderNames.UPGRADE, name);
      case 10 -> same(HttpHeaderNames.CONNECTION, name) || same(KEEP_ALIVE, name);
      case 16 -> same(PROXY_CONNECTION, name);
      case 17 -> same(HttpHeaderNames.TRANSFER_ENCODING, name);
      case 18 -> same(HttpHeaderNames.PROXY_AUTHENTICATE, name);
      case 19 -> same(HttpHeaderNames.PROXY_AUTHORIZATION, name);
      default -> false;
    };
  }

  /**
   * The headers that {@code Connection} names beside its own words, in lower case; mostly none. The
   * length of the body is none of them, whoever names it: both sides need it.
   */
  public static List<String> namedByConnection(HttpHeaders headers) {
    return namesNone(headers) ? List.of() : named(headers.getAll(HttpHeaderNames.CONNECTION));
  }

  /** The same of a client's headers. */
  public static List<String> namedByConnection(HeaderList headers) {
    for (int i = 0; i < headers.count(); i++) {
      if (same(HttpHeaderNames.CONNECTION, headers.name(i)) && !saysNone(headers.value(i))) {
        return named(headers.all(HttpHeaderNames.CONNECTION));
      }
    }
    return List.of();
  }

  private static boolean namesNone(HttpHeaders headers) {
    Iterator<? extends CharSequence> values =
        headers.valueCharSequenceIterator(HttpHeaderNames.CONNECTION);
    while (values.hasNext()) {
      CharSequence value = values.next();
      if (!saysNone(value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean saysNone(CharSequence value) {
    return same(KEEP_ALIVE, value) || same(HttpHeaderValues.CLOSE, value);
  }

  private static List<String> named(List<String> values) {
    return values.stream()
        .flatMap(value -> java.util.Arrays.stream(value.split(",", -1)))
        .map(token -> token.strip().toLowerCase(Locale.ROOT))
        .filter(token -> !token.isEmpty() && !token.equals("close") && !isHop(token))
        .filter(token -> !HttpHeaderNames.CONTENT_LENGTH.contentEquals(token))
        .toList();
  }

  /** Whether a name is in such a list. */
  public static boolean isNamed(List<String> named, CharSequence name) {
    if (named.isEmpty()) {
      return false;
    }
    for (String one : named) {
      if (AsciiString.contentEqualsIgnoreCase(one, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(AsciiString header, CharSequence name) {
    return AsciiString.contentEqualsIgnoreCase(header, name);
  }
}
