package dev.figleaf.proxy.cache;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long an answer is fresh (RFC 9111 §4.2.1), in milliseconds.
 *
 * @param explicit whether the answer says so itself
 */
record Freshness(long lifetime, boolean explicit) {
  /** RFC 9110 §15.1: what may be kept though it says nothing; those that fail are left out. */
  private static final Set<Integer> BY_RULES = Set.of(200, 203, 204, 300, 301, 308, 404, 410);

  private static final Set<Integer> BY_THEMSELVES =
      Set.of(200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 451);

  /** Whether an answer of this status can be kept at all. */
  static boolean mayKeep(int status) {
    return BY_THEMSELVES.contains(status);
  }

  /**
   * Works it out: what is meant for shared caches wins, then max-age, then Expires, and the rules
   * where the answer says nothing. Nothing is guessed.
   *
   * @param receivedAt for answers without a Date
   */
  static Freshness of(
      int status, HeaderList headers, CacheControl control, Duration ttl, long receivedAt) {
    long seconds =
        control.has("s-maxage") ? control.seconds("s-maxage") : control.seconds("max-age");
    if (seconds != CacheControl.ABSENT) {
      return new Freshness(seconds * 1_000, true);
    }
    if (headers.contains(HttpHeaderNames.EXPIRES)) {
      return new Freshness(untilExpires(headers, receivedAt), true);
    }
    return new Freshness(BY_RULES.contains(status) ? ttl.toMillis() : 0, false);
  }

  private static long untilExpires(HeaderList headers, long receivedAt) {
    if (headers.all(HttpHeaderNames.EXPIRES).size() > 1) {
      return 0;
    }
    Date expires = date(headers.get(HttpHeaderNames.EXPIRES));
    Date said = date(headers.get(HttpHeaderNames.DATE));
    long from = said == null ? receivedAt : said.getTime();
    return expires == null ? 0 : Math.max(0, expires.getTime() - from);
  }

  /** A date of RFC 9110 §5.6.7 in any of its three forms; null for what is none. */
  static @Nullable Date date(@Nullable CharSequence text) {
    return text == null || text.isEmpty() ? null : DateFormatter.parseHttpDate(text);
  }
}
