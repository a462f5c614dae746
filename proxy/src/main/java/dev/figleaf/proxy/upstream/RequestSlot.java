package dev.figleaf.proxy.upstream;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;

/**
 * Room for one request on a connection, leased: the whole of a connection that speaks HTTP/1.1, a
 * stream of one that speaks HTTP/2.
 *
 * <p>A lease ends in {@link #release} or {@link #abort}, always. Confined to its event loop.
 */
sealed interface RequestSlot permits UpstreamConnection, UpstreamStream {

  /** The request that may be written now; complete, but for a connection that is just ending. */
  Future<HttpClientRequest> request();

  /** Whether a request went over it before, so that the other side may have closed it meanwhile. */
  boolean wasUsed();

  /** Whether the upstream said, or it is certain, that it did not look at the request. */
  boolean isRefused(Throwable cause);

  /** Gives it back after a whole answer to a whole request. */
  void release(long keepAliveNanos);

  /** Breaks off: nothing that is still on its way may reach another request. */
  void abort();

  /** The upstream is silent: others should not have to find that out one by one. */
  void doubt();
}
