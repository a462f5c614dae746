package dev.figleaf.proxy.telemetry;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where a request stands in a trace: the {@code traceparent} header of W3C Trace Context.
 *
 * <p>Flags are the two that the specification defines, sampled (1) and random-trace-id (2); it
 * wants all others set to zero when passed on (§3.2.2.5). A {@code tracestate} is passed on only
 * together with a {@code traceparent} that parses (§4.3).
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param parentId 16 lower-case hex digits, not all zero: the span that sent the request
 * @param flags sampled and random-trace-id
 */
public record Traceparent(String traceId, String parentId, int flags) {
  private static final int SAMPLED = 1;
  private static final int KNOWN_FLAGS = 3;

  /** The length of version 00; a later version may only append to it (§3.2.4). */
  private static final int LENGTH = 55;

  /**
   * The next step of the incoming trace, or the first of a new one when the header is not valid.
   */
  public static Traceparent continueOrStart(@Nullable String header, RandomGenerator random) {
    var incoming = parse(header);
    return incoming == null ? start(random) : incoming.next(random);
  }

  /**
   * A new trace.
   *
   * <p>It is sampled: an upstream that had no trace before decides by its own root sampler, which
   * is always on by default, and a not-sampled parent would silence all its spans.
   */
  public static Traceparent start(RandomGenerator random) {
    // An odd word is never zero, and costs one bit of 128.
    var traceId = Hex.of(random.nextLong(), random.nextLong() | 1);
    return new Traceparent(traceId, spanId(random), SAMPLED);
  }

  /** The same trace and flags with a new span. */
  public Traceparent next(RandomGenerator random) {
    return new Traceparent(traceId, spanId(random), flags);
  }

  /** What the header says, or null when there is none or it is not valid. */
  public static @Nullable Traceparent parse(@Nullable String header) {
    if (header == null || header.length() < LENGTH || !versionFits(header)) {
      return null;
    }
    boolean valid =
        header.charAt(2) == '-'
            && isId(header, 3, 35)
            && header.charAt(35) == '-'
            && isId(header, 36, 52)
            && header.charAt(52) == '-'
            && isHex(header, 53, LENGTH);
    return valid
        ? new Traceparent(header.substring(3, 35), header.substring(36, 52), flags(header))
        : null;
  }

  /** The value of the header, in version 00. */
  public String header() {
    return "00-" + traceId + "-" + parentId + "-0" + flags;
  }

  private static boolean versionFits(String header) {
    if (!isHex(header, 0, 2) || header.startsWith("ff")) {
      return false;
    }
    return header.length() == LENGTH || (!header.startsWith("00") && header.charAt(LENGTH) == '-');
  }

  private static int flags(String header) {
    return Hex.digit(header.charAt(54)) & KNOWN_FLAGS;
  }

  private static boolean isId(String header, int from, int to) {
    return isHex(header, from, to) && !allZero(header, from, to);
  }

  private static boolean isHex(String header, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Hex.digit(header.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean allZero(String header, int from, int to) {
    for (int i = from; i < to; i++) {
      if (header.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  private static String spanId(RandomGenerator random) {
    return Hex.of(random.nextLong() | 1);
  }
}
