package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientStream;

/**
 * A stream of a connection that speaks HTTP/2, leased to one request.
 *
 * <p>What breaks it breaks no other stream of the connection. Its place is free again when it is
 * closed on both sides, which may be later than the end of the lease. Confined to its event loop.
 */
final class UpstreamStream implements RequestSlot {
  private final SharedConnection connection;
  private final StreamRequest request;
  private final HttpClientStream stream;
  private final boolean used;
  private boolean leased = true;
  private boolean closed;

  UpstreamStream(
      SharedConnection connection, StreamRequest request, HttpClientStream stream, boolean used) {
    this.connection = connection;
    this.request = request;
    this.stream = stream;
    this.used = used;
    stream.closeHandler(_ -> closed());
  }

  @Override
  public Future<HttpClientRequest> request() {
    return Future.succeededFuture(request);
  }

  @Override
  public boolean wasUsed() {
    return used;
  }

  /** RFC 9113 §8.7. */
  @Override
  public boolean isRefused(Throwable cause) {
    return !hasBegun()
        || connection.isBeyondLast((int) stream.id())
        || (cause instanceof StreamResetException reset
            && reset.getCode() == Http2Error.REFUSED_STREAM.code());
  }

  /** A stream has a number only when its head was written. */
  private boolean hasBegun() {
    return stream.id() > 0;
  }

  @Override
  public void release(long keepAliveNanos) {
    leaseEnded();
    if (!closed && connection.isStillSending((int) stream.id())) {
      // The answer came before what was written had left; the rest may wait for credit for ever.
      request.reset(Http2Error.CANCEL.code());
    }
  }

  @Override
  public void abort() {
    leaseEnded();
    if (hasBegun()) {
      // The codec may be about to reset it for what the upstream did wrong, and says that better.
      connection.afterwards(this::cancel);
    } else {
      closed();
    }
  }

  private void cancel() {
    if (!closed && !connection.isBeyondLast((int) stream.id())) {
      request.reset(Http2Error.CANCEL.code());
    }
  }

  @Override
  public void doubt() {
    connection.doubt();
  }

  private void leaseEnded() {
    if (leased) {
      leased = false;
      connection.leaseEnded();
    }
  }

  private void closed() {
    if (!closed) {
      closed = true;
      connection.streamClosed();
    }
  }
}
