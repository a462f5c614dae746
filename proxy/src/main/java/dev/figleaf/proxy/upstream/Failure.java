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
}
