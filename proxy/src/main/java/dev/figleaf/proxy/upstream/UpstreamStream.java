package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private @Nullable UpstreamListener listener;
  private @Nullable HttpClientResponse response;
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

  // --- the request and its response

  @Override
  public void send(RequestHead head, UpstreamListener asked) {
    listener = asked;
    request.setMethod(head.method()).setURI(head.uri());
    request.authority(head.host());
    head.headers().forEach((name, value) -> request.headers().add(name, value));
    request.setChunked(head.chunked());
    request.exceptionHandler(this::broken);
    request.drainHandler(_ -> tell(UpstreamListener::drained));
    request.continueHandler(_ -> tell(to -> to.interim(100, EmptyHttpHeaders.INSTANCE)));
    request.earlyHintsHandler(hints -> tell(to -> to.interim(103, netty(hints))));
    request.response().onComplete(this::head, this::broken);
  }

  private void head(HttpClientResponse received) {
    response = received;
    received.exceptionHandler(this::broken);
    received.handler(piece -> tell(to -> to.piece(((BufferInternal) piece).getByteBuf())));
    received.endHandler(_ -> tell(to -> to.ended(netty(received.trailers()))));
    var head =
        new UpstreamResponse(
            received.version(),
            received.statusCode(),
            received.statusMessage(),
            netty(received.headers()));
    tell(to -> to.head(head));
    connection.afterwards(() -> tell(UpstreamListener::turnOver));
  }

  /** Vert.x tells of one failure in several places. */
  private void broken(Throwable cause) {
    tell(to -> to.broken(cause));
  }

  /** Nobody listens any more when the lease has ended. */
  private void tell(Consumer<UpstreamListener> what) {
    if (listener != null) {
      what.accept(listener);
    }
  }

  private static HttpHeaders netty(MultiMap headers) {
    if (headers.isEmpty()) {
      return EmptyHttpHeaders.INSTANCE;
    }
    var copy = new DefaultHttpHeaders(false);
    headers.forEach(header -> copy.add(header.getKey(), header.getValue()));
    return copy;
  }

  @Override
  public void write(ByteBuf piece) {
    // On the heap: who takes it there gives nothing back.
    request.write(BufferInternal.buffer(Unpooled.copiedBuffer(piece)));
    piece.release();
  }

  @Override
  public void flush() {
    if (!hasBegun()) {
      request.sendHead();
    }
  }

  @Override
  public void end() {
    request.end();
  }

  @Override
  public void end(HeaderList trailers) {
    if (trailers.count() == 0) {
      request.end();
    } else {
      request.endWith(trailers);
    }
  }

  @Override
  public boolean isFull() {
    return request.writeQueueFull();
  }

  @Override
  public void pause() {
    if (response != null) {
      response.pause();
    }
  }

  @Override
  public void resume() {
    if (response != null) {
      response.resume();
    }
  }

  @Override
  public NetSocket socket() {
    throw new IllegalStateException("no stream of HTTP/2 is asked for another protocol");
  }

  // --- the lease

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
    listener = null;
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
