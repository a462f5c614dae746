package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * One connection that speaks HTTP/2 to an endpoint, with a stream for each request that it carries.
 *
 * <p>It has room for as many as the upstream's SETTINGS allow, and at most {@link #MOST_STREAMS}.
 * After a GOAWAY it takes no more, and closes with the last of its streams (RFC 9113 §6.8).
 * Confined to its event loop.
 */
final class SharedConnection extends Deadline {
  static final int MOST_STREAMS = 100;

  private final SharedPool pool;
  private final HttpClientConnection http;
  private final io.vertx.core.http.impl.HttpClientConnection engine;
  private final Http2Connection http2;
  private int streams;
  private int leases;
  private boolean used;
  private boolean closed;
  private boolean withdrawn;
  private boolean inDoubt;

  SharedConnection(SharedPool pool, HttpClientConnection http) {
    this.pool = pool;
    this.http = http;
    this.engine = ((UnpooledHttpClientConnection) http).unwrap();
    var codec = ((ConnectionBase) engine).channel().pipeline().get(Http2ConnectionHandler.class);
    this.http2 = codec.connection();
    UnknownInterims.leaveOut(codec);
    StreamGate.install(codec);
    http.closeHandler(_ -> closed());
    // Called for a GOAWAY, too; a handler for that alone gets a copy that nobody can release.
    http.shutdownHandler(_ -> closeWhenIdle());
    // What breaks ends the requests on it, each with a code; Vert.x would log it too.
    http.exceptionHandler(_ -> {});
  }

  boolean hasRoom() {
    return !withdrawn
        && !inDoubt
        && !closed
        && streams < Math.min(MOST_STREAMS, http.maxActiveStreams())
        && ((ConnectionBase) engine).channel().isActive();
  }

  /** Leases a stream; there must be room. */
  UpstreamStream take() {
    boolean before = used;
    used = true;
    streams++;
    leases++;
    pool.loop.deadlines().clear(this);
    pool.leased(leases == 1);
    // Complete at once: the number of the stream is given only when its head is written.
    HttpClientStream stream = engine.createStream(engine.context()).result();
    return new UpstreamStream(this, new StreamRequest(http, stream), stream, before);
  }

  void leaseEnded() {
    leases--;
    pool.released(leases == 0);
  }

  void streamClosed() {
    streams--;
    if (closed) {
      return;
    }
    if (streams == 0 && withdrawn) {
      close();
    } else if (streams == 0) {
      closeWhenUnused();
    }
    if (pool.isAwaited()) {
      pool.loop.execute(pool::serveWaiting);
    }
  }

  /** Whether the upstream has said that it will not look at a stream of this number. */
  boolean isBeyondLast(int streamId) {
    return http2.goAwayReceived() && streamId > http2.local().lastStreamKnownByPeer();
  }

  /** Whether the request of a stream has not been written to its end. */
  boolean isStillSending(int streamId) {
    var stream = http2.stream(streamId);
    return stream != null && stream.state().localSideOpen();
  }

  /** Runs a task when what the codec is doing is done. */
  void afterwards(Runnable task) {
    pool.loop.execute(task);
  }

  /** Takes no new requests, and closes when those that it carries have ended. */
  void closeWhenIdle() {
    if (closed) {
      return;
    }
    withdrawn = true;
    pool.withdraw(this);
    if (streams == 0) {
      close();
    }
  }

  /** Closes when nobody needs it for a while. */
  void closeWhenUnused() {
    if (!inDoubt && streams == 0) {
      pool.loop.deadlines().set(this, System.nanoTime() + pool.bounds.keepAliveNanos());
    }
  }

  /** Asks whether the upstream is still there; who does not answer in time is not. */
  void doubt() {
    if (inDoubt || closed) {
      return;
    }
    inDoubt = true;
    long nanos = ConnectionSettings.openNanos(pool.connect);
    pool.loop.deadlines().set(this, System.nanoTime() + nanos);
    http.ping(Buffer.buffer(new byte[8])).onComplete(_ -> trusted(), _ -> close());
  }

  private void trusted() {
    if (closed) {
      return;
    }
    inDoubt = false;
    pool.loop.deadlines().clear(this);
    closeWhenUnused();
    pool.serveWaiting();
  }

  /** Nobody needed it for long enough, or nobody answered. */
  @Override
  protected void expired() {
    close();
  }

  void close() {
    if (!closed) {
      closed();
      http.close();
    }
  }

  private void closed() {
    if (!closed) {
      closed = true;
      pool.loop.deadlines().clear(this);
      pool.withdraw(this);
      pool.closedOne();
    }
  }
}
