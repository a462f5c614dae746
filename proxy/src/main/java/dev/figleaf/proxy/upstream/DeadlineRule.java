package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.rules.DeadlineHeader;
import io.netty.util.AsciiString;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a client waits for the head of an answer in all, and how its upstream is told.
 *
 * @param nanos 0 where there is no such time
 * @param header tells the upstream what is left of it; null where nothing does
 */
public record DeadlineRule(long nanos, @Nullable AsciiString header) {
  static final DeadlineRule NONE = new DeadlineRule(0, null);

  private static final int MOST_DIGITS = 8;

  /**
   * The rule of a route for one of its upstreams. Where nobody named a header, it is there only
   * while a route has a deadline: an upstream that nobody told of it gets what its client sent.
   *
   * @param movesOut whether a seam moves out of the upstream
   */
  static DeadlineRule of(long nanos, DeadlineHeader header, boolean movesOut) {
    return new DeadlineRule(
        nanos,
        switch (header) {
          case DeadlineHeader.Unsaid() ->
              nanos == 0 || movesOut ? null : AsciiString.of(DeadlineHeader.STANDARD);
          case DeadlineHeader.Off() -> null;
          case DeadlineHeader.Named(String name) -> AsciiString.of(name);
        });
  }

  /** The nanoseconds that are allowed to a request with these headers. */
  long nanosFor(HeaderList headers, boolean peerTrusted) {
    return header == null || !peerTrusted ? nanos : atMost(headers.text(header));
  }

  /**
   * The nanoseconds that are allowed, and no more than a proxy before this one still waits.
   *
   * @param told in milliseconds, by who is trusted; null where nothing was
   */
  long atMost(@Nullable String told) {
    if (told == null || told.isEmpty() || told.length() > MOST_DIGITS) {
      return nanos;
    }
    for (int i = 0; i < told.length(); i++) {
      if (told.charAt(i) < '0' || told.charAt(i) > '9') {
        return nanos;
      }
    }
    return Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(Long.parseLong(told)));
  }

  /**
   * Writes the header over what the client said in it.
   *
   * @param left nanoseconds; {@link Long#MAX_VALUE} without a deadline
   */
  void write(HeaderList headers, long left, boolean peerTrusted) {
    if (header == null) {
      return;
    }
    if (nanos > 0) {
      headers.set(header, Long.toString(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left))));
    } else if (!peerTrusted) {
      headers.remove(header);
    }
  }
}
