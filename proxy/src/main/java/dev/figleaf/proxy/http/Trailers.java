package dev.figleaf.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.Map;

/** What may come behind a body, and be taken for what it is (RFC 9110 §6.5.1). */
public final class Trailers {
  /** None at all; nobody adds any. */
  public static final HeaderList NONE = HeaderList.ofSize(0);

  private Trailers() {}

  /** Those that may trail. */
  public static HeaderList thatMayTrail(HeaderList trailers) {
    if (trailers.count() == 0) {
      return NONE;
    }
    HeaderList may = HeaderList.ofSize(trailers.count());
    trailers.forEach((name, value) -> addIfMay(may, name, value));
    return may;
  }

  /** The same of what Netty read. */
  public static HeaderList thatMayTrail(HttpHeaders trailers) {
    if (trailers.isEmpty()) {
      return NONE;
    }
    HeaderList may = HeaderList.ofSize(trailers.size());
    Iterator<Map.Entry<CharSequence, CharSequence>> all = trailers.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> trailer = all.next();
      addIfMay(may, trailer.getKey(), trailer.getValue());
    }
    return may;
  }

  private static void addIfMay(HeaderList to, CharSequence name, CharSequence value) {
    if (mayTrail(name)) {
      to.add(name, value);
    }
  }

  /** Framing, routing and authentication never come late. */
  private static boolean mayTrail(CharSequence name) {
    return !HopHeaders.isHop(name)
        && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)
        && !HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)
        && !HttpHeaderNames.AUTHORIZATION.contentEqualsIgnoreCase(name)
        && !HttpHeaderNames.COOKIE.contentEqualsIgnoreCase(name)
        && !HttpHeaderNames.SET_COOKIE.contentEqualsIgnoreCase(name)
        && !HttpHeaderNames.TRAILER.contentEqualsIgnoreCase(name);
  }
}
