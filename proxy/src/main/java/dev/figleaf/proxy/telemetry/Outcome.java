package dev.figleaf.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Everything known about one request, filled along its walk and read once it is over.
 *
 * <p>Written on one event loop. The fields are public because this is the hot path: a request
 * allocates this one object, and each stage stores what it learned where it learned it. After
 * {@link AccessLog#log} the object belongs to the writer: never reuse or change it.
 *
 * <p>Instants named {@code …Nanos} are {@link System#nanoTime} readings, {@link #UNSET} until
 * reached.
 */
public final class Outcome {
  /** What an instant is that the request never reached. */
  public static final long UNSET = Long.MIN_VALUE;

  /** What the names of route and upstream are while there is none. */
  public static final String NONE = "-";

  /** The id that the client sent or that was made for it; see {@link RequestIds}. */
  public String requestId = NONE;

  /** The 32 hex digits of the trace, or null when the request has none; see {@link Traceparent}. */
  public @Nullable String traceId;

  public String method = NONE;
  public String scheme = "http";
  public String host = "";
  public String path = "/";
  public @Nullable String rawQuery;

  /** As in {@code HTTP/1.1}. */
  public String protocol = "HTTP/1.1";

  /** The client's address after trusted proxies. */
  public String client = NONE;

  /** The address at the other end of the connection. */
  public String peer = NONE;

  public @Nullable String userAgent;

  public String route = NONE;
  public String upstream = NONE;
  public @Nullable String endpoint;
  public @Nullable String seam;

  /** Where the client stands, from 0 inclusive to 1 exclusive; NaN where nothing was drawn. */
  public double draw = Double.NaN;

  /** What said who the client is, as rules write it ({@code header:X-User-Id}); never its value. */
  public @Nullable String cohortKey;

  /** The revision of the rules that the request was served by. */
  public long revision;

  /** The status that the client got, 499 when it was gone before one, 0 when none was decided. */
  public int status;

  /** The code of a failure ({@code connect-timeout}), or null when nothing failed. */
  public @Nullable String code;

  /** Body bytes from the client. */
  public long bytesIn;

  /** Body bytes to the client. */
  public long bytesOut;

  /** Attempts after the first. */
  public int retries;

  /** Whether a second attempt was made beside a slow one. */
  public boolean hedged;

  /** Why {@code from} of a seam answered in the place of {@code to}; null where it did not. */
  public @Nullable String rescued;

  /** Why the route's fallback answered; null where it did not. */
  public @Nullable String fallback;

  /** What a cache had to do with it; null on routes without one. */
  public @Nullable CacheUse cache;

  /** What became of the parts of a composition; null where it is none. */
  public @Nullable String parts;

  /** Whether the client went away before its answer was complete. */
  public boolean clientGone;

  /** When the request began, in milliseconds since the epoch. */
  public long startMillis;

  public long startNanos = UNSET;

  /** The rules had an answer: route and upstream are known. */
  public long matchedNanos = UNSET;

  /** A connection to the upstream was there, new or pooled. */
  public long connectedNanos = UNSET;

  /** The request was sent: its head, and its body as far as it had one. */
  public long sentNanos = UNSET;

  /** The upstream's response head had arrived. */
  public long headNanos = UNSET;

  public long endNanos = UNSET;

  /** The nanoseconds from one instant to a later one, at least 0; -1 when one was not reached. */
  static long between(long from, long to) {
    return from == UNSET || to == UNSET ? -1 : Math.max(0, to - from);
  }

  /** What the upstream failed with that should have answered, whoever did; null where it did. */
  @Nullable String failure() {
    return rescued != null ? rescued : fallback != null ? fallback : code;
  }

  /** How many characters of strangers the object keeps alive. */
  int weight() {
    return length(path)
        + length(rawQuery)
        + length(userAgent)
        + length(host)
        + length(method)
        + length(requestId);
  }

  private static int length(@Nullable String value) {
    return value == null ? 0 : value.length();
  }
}
