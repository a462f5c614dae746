package dev.figleaf.proxy.upstream;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;

/**
 * One connection that speaks HTTP/1.1 to an endpoint, leased to one request at a time. Confined to
 * its event loop.
 */
final class UpstreamConnection implements RequestSlot {
  private static final RequestOptions ANY = new RequestOptions();

  private final ExclusivePool pool;
  private final HttpClientConnection http;
  private boolean closed;
  private boolean used;
  boolean leased;
  long expiresAt;

  UpstreamConnection(ExclusivePool pool, HttpClientConnection http) {
    this.pool = pool;
    this.http = http;
    http.closeHandler(_ -> closedByEitherSide());
    // What breaks ends the request that holds the connection, with a code; Vert.x would log it too.
    http.exceptionHandler(_ -> {});
    UnknownInterims.leaveOut(http);
    ResponseGate.install(http);
  }

  @Override
  public Future<HttpClientRequest> request() {
    return http.request(ANY);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public boolean wasUsed() {
    return used;
  }

  /** HTTP/1.1 has no word for that. */
  @Override
  public boolean isRefused(Throwable cause) {
    return false;
  }

  @Override
  public void release(long keepAliveNanos) {
    used = true;
    pool.release(this, keepAliveNanos);
  }

  /** Closes it. */
  @Override
  public void abort() {
    if (!closed) {
      IgnoredInput.on(http);
      http.close();
      closedByEitherSide();
    }
  }

  /** It carried one request only, and closes with it. */
  @Override
  public void doubt() {}

  private void closedByEitherSide() {
    if (!closed) {
      closed = true;
      pool.closed(this);
    }
  }
}
