package dev.figleaf.proxy.upstream;

import io.vertx.core.http.HttpClientConnection;

/** One connection to an endpoint, leased to one request at a time. Confined to its event loop. */
public final class UpstreamConnection {
  private final EndpointPool pool;
  private final HttpClientConnection http;
  private boolean closed;
  private boolean used;
  boolean leased;
  long expiresAt;

  UpstreamConnection(EndpointPool pool, HttpClientConnection http) {
    this.pool = pool;
    this.http = http;
    http.closeHandler(_ -> closedByEitherSide());
    // What breaks ends the request that holds the connection, with a code; Vert.x would log it too.
    http.exceptionHandler(_ -> {});
    ResponseGate.install(http);
  }

  HttpClientConnection http() {
    return http;
  }

  EndpointPool pool() {
    return pool;
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether a request went over it before, so that the other side may have closed it meanwhile. */
  boolean wasUsed() {
    return used;
  }

  /** Gives it back after a whole answer to a whole request. */
  void release(long keepAliveNanos) {
    used = true;
    pool.release(this, keepAliveNanos);
  }

  /** Closes it: nothing that is still on its way may reach another request. */
  void abort() {
    if (!closed) {
      http.close();
      closedByEitherSide();
    }
  }

  private void closedByEitherSide() {
    if (!closed) {
      closed = true;
      pool.closed(this);
    }
  }
}
