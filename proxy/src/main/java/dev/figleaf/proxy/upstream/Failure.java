package dev.figleaf.proxy.upstream;

import java.util.concurrent.TimeUnit;

/**
 * How an attempt ended that brought no answer for the client.
 *
 * @param unsent whether the upstream cannot have seen any of the request
 * @param stale whether the connection is to blame: it was used before, or its upstream refused to
 *     look
 * @param retryAfterNanos when the upstream, or its guard, thinks another one worth it; -1 where
 *     nothing was said
 */
record Failure(ForwardError error, boolean unsent, boolean stale, long retryAfterNanos) {
  static final long UNSAID = -1;

  /** When another request may be worth it, in milliseconds. */
  long retryAfterMillis(long usually) {
    return retryAfterNanos < 0 ? usually : TimeUnit.NANOSECONDS.toMillis(retryAfterNanos);
  }

  static Failure of(ForwardError error) {
    return new Failure(error, error.nothingSent(), false, UNSAID);
  }

  /** The guard of the upstream gave no leave. */
  static Failure turnedAway(ForwardError error, long retryAfterMillis) {
    return new Failure(error, true, false, TimeUnit.MILLISECONDS.toNanos(retryAfterMillis));
  }

  /**
   * What the request went over broke.
   *
   * @param headless whether nothing was heard of an answer
   */
  static Failure broken(RequestSlot slot, boolean headless, Throwable cause) {
    boolean closed = Retries.isClosed(cause);
    boolean refused = headless && slot.isRefused(cause);
    ForwardError error =
        closed || refused ? ForwardError.UPSTREAM_RESET : ForwardError.BAD_RESPONSE;
    boolean stale = refused || (headless && closed && slot.wasUsed());
    return new Failure(error, refused, stale, UNSAID);
  }
}
