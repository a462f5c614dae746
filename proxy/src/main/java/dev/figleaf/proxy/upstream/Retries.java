package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;

/**
 * When a request that got no answer may be sent once more.
 *
 * <p>Only when the upstream cannot have acted on it, or acting twice is the same as acting once:
 * nothing is ever done twice for a client that asked once.
 */
final class Retries {
  private static final int MOST_ATTEMPTS = 2;

  private Retries() {}

  /**
   * Whether to try again.
   *
   * @param attempt the one that failed, from 1
   * @param replayable whether all of the request's body is still here
   */
  static boolean mayTryAgain(
      int attempt, RequestSlot on, Throwable cause, boolean replayable, HttpMethod method) {
    return attempt < MOST_ATTEMPTS
        && replayable
        && (on.isRefused(cause) || (isClosed(cause) && on.wasUsed() && isIdempotent(method)));
  }

  /**
   * Whether the connection or stream ended. Anything else came from a decoder that could not read
   * what the upstream sent.
   */
  static boolean isClosed(Throwable cause) {
    return cause instanceof HttpClosedException
        || cause instanceof StreamResetException
        || cause instanceof PrematureChannelClosureException
        || cause instanceof IOException;
  }

  /** RFC 9110 §9.2.2. */
  private static boolean isIdempotent(HttpMethod method) {
    return method == HttpMethod.GET
        || method == HttpMethod.HEAD
        || method == HttpMethod.PUT
        || method == HttpMethod.DELETE
        || method == HttpMethod.OPTIONS;
  }
}
