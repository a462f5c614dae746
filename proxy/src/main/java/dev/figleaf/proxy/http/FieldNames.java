package dev.figleaf.proxy.http;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names of headers that most messages have, so that they need not be made again for each.
 *
 * <p>Told apart by their very bytes: who writes a name in a case of its own finds it again at the
 * other side.
 */
final class FieldNames {
  private static final int MASK = 511;
  private static final @Nullable AsciiString[] KNOWN = new AsciiString[MASK + 1];

  static {
    String usual =
        "Host Connection User-Agent Accept Accept-Encoding Accept-Language Accept-Charset Cookie"
            + " Content-Type Content-Length Content-Encoding Transfer-Encoding Authorization"
            + " Referer Origin Cache-Control Pragma If-None-Match If-Modified-Since If-Match Range"
            + " Expect Upgrade Upgrade-Insecure-Requests TE Trailer Keep-Alive DNT Priority"
            + " Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-User Sec-Fetch-Dest Sec-CH-UA"
            + " Sec-CH-UA-Mobile Sec-CH-UA-Platform Sec-GPC Sec-WebSocket-Key"
            + " Sec-WebSocket-Version Sec-WebSocket-Extensions Sec-WebSocket-Protocol X-Request-Id"
            + " X-Requested-With X-Forwarded-For X-Forwarded-Proto X-Forwarded-Host X-Real-IP"
            + " Forwarded Via CDN-Loop traceparent tracestate Idempotency-Key";
    for (String name : usual.split(" ", -1)) {
      keep(name);
      keep(name.toLowerCase(Locale.ROOT));
    }
  }

  private FieldNames() {}

  private static void keep(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    int at = place(bytes, 0, bytes.length);
    AsciiString there = KNOWN[at];
    while (there != null && !there.contentEquals(name)) {
      at = (at + 1) & MASK;
      there = KNOWN[at];
    }
    KNOWN[at] = AsciiString.cached(name);
  }

  private static int place(byte[] bytes, int from, int to) {
    return (bytes[from] * 31 + bytes[to - 1] + bytes[(from + to) >> 1] * 7 + (to - from) * 131)
        & MASK;
  }

  /** The name that stands at this place; a part of these very bytes where it is not known. */
  static AsciiString of(byte[] bytes, int from, int to) {
    int at = place(bytes, from, to);
    for (AsciiString known = KNOWN[at]; known != null; known = KNOWN[at = (at + 1) & MASK]) {
      if (Arrays.equals(bytes, from, to, known.array(), 0, known.length())) {
        return known;
      }
    }
    return new AsciiString(bytes, from, to - from, false);
  }
}
