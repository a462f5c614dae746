package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long an upstream lets a connection live after a response (RFC 9112 §9.3). */
final class KeepAlive {
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("Keep-Alive");
  private static final String TIMEOUT = "timeout=";

  private KeepAlive() {}

  /**
   * Nanoseconds until the connection should not be used again: 0 when it ends with this response,
   * much where the upstream did not say. A second is taken off, so that it is not used at the
   * moment when it closes.
   */
  static long nanos(UpstreamResponse response) {
    String connection = response.headers().get(HttpHeaderNames.CONNECTION);
    if (!isKept(response.version(), connection)) {
      return 0;
    }
    String told = response.headers().get(KEEP_ALIVE);
    return told == null ? Long.MAX_VALUE / 4 : told(told.toLowerCase(Locale.ROOT));
  }

  private static boolean isKept(HttpVersion version, @Nullable String connection) {
    String tokens = connection == null ? "" : connection.toLowerCase(Locale.ROOT);
    return version == HttpVersion.HTTP_1_0
        ? tokens.contains("keep-alive")
        : !tokens.contains("close");
  }

  private static long told(String keepAlive) {
    int at = keepAlive.indexOf(TIMEOUT);
    if (at < 0) {
      return Long.MAX_VALUE / 4;
    }
    int end = at + TIMEOUT.length();
    long seconds = 0;
    while (end < keepAlive.length() && Character.isDigit(keepAlive.charAt(end)) && seconds < 9999) {
      seconds = seconds * 10 + (keepAlive.charAt(end++) - '0');
    }
    return TimeUnit.SECONDS.toNanos(Math.max(0, seconds - 1));
  }
}
