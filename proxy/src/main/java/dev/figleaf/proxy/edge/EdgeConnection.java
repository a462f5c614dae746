package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.filter.ClientConnection;
import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.RequestReader;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.Deadlines;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.rules.Cidr;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection on its event loop: closed when it idles or dawdles, and closed well when it
 * must be.
 *
 * <p>One of HTTP/2 carries many requests at once and idles when it has none; what one of them does
 * wrong ends that one's stream and not the connection.
 */
final class EdgeConnection extends Deadline implements Http1Connection.Owner {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(Deadlines.TICK_MILLIS);
  static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final HttpConnection connection;
  private final ClientConnection client;
  private final Loop loop;
  private final ProxyEvents events;
  private final long idleNanos;
  private final long headNanos;
  private final int mostRequests;
  private final Requests requestHandler;
  private final @Nullable Http2Edge http2;
  private @Nullable Http1Connection http1;
  private int requests;
  private int inFlight;
  private boolean closing;
  private boolean leaving;
  private boolean cut;
  private boolean closed;
  private boolean inHead;

  /** Who serves the requests of a connection. */
  interface Requests {
    /**
     * A request has come.
     *
     * @param refused why nobody can read it, or null
     */
    void requested(EdgeConnection from, ClientStream request, @Nullable Refused refused);
  }

  private EdgeConnection(
      HttpConnection connection,
      EdgeSettings settings,
      Loop loop,
      ProxyEvents events,
      Requests requestHandler) {
    List<Cidr> trusted = settings.trustedProxies();
    Limits limits = settings.limits();
    this.connection = connection;
    this.client = ClientConnection.of(connection, trusted);
    this.loop = loop;
    this.events = events;
    this.requestHandler = requestHandler;
    this.idleNanos = limits.idle().toNanos();
    this.headNanos = limits.head().toNanos();
    this.mostRequests = limits.requests();
    this.http2 =
        connection.protocolVersion() == HttpVersion.HTTP_2
            ? Http2Edge.over(connection, loop, limits.http2().controlFrames(), events)
            : null;
  }

  /**
   * Takes a connection that was accepted into care.
   *
   * @param reader of heads of HTTP/1, the one of the loop
   */
  static EdgeConnection open(
      HttpConnection connection,
      EdgeSettings settings,
      Loop loop,
      ProxyEvents events,
      RequestReader reader,
      Requests requestHandler) {
    Channel channel = channel(connection);
    if (channel.pipeline().get("idle") != null) {
      // It has said what it speaks; from here on every wait has a deadline of its own.
      channel.pipeline().remove("idle");
    }
    var edge = new EdgeConnection(connection, settings, loop, events, requestHandler);
    if (edge.http2 == null) {
      long ahead = settings.limits().pipelined().bytes();
      edge.http1 = Http1Connection.install(connection, edge, reader, loop.heads(), ahead);
    }
    edge.await();
    return edge;
  }

  static Channel channel(HttpConnection connection) {
    return ((ConnectionBase) connection).channel();
  }

  ClientConnection client() {
    return client;
  }

  // --- requests

  /** A request has come; whether it is one to look at. What follows a refusal is not. */
  boolean requestBegan() {
    if (closing) {
      return false;
    }
    requests++;
    inFlight++;
    loop.deadlines().clear(this);
    return true;
  }

  /** Whether the connection has served as many requests as it may. */
  boolean isUsedUp() {
    return requests >= mostRequests;
  }

  /** The requests that it has are its last; one of HTTP/1 says so in its answer. */
  void takeNoMore() {
    if (http2 != null && !leaving) {
      leaving = true;
      http2.closeWhenIdle(connection);
    }
  }

  void requestEnded(ClientStream request) {
    inFlight--;
    if (http2 != null && request instanceof Http2ClientStream stream && !stream.isEnded()) {
      http2.endUnread(stream.request());
    }
    if (http1 != null && leaving) {
      close();
    } else if (http1 != null) {
      http1.next();
    }
    await();
  }

  private void await() {
    if (!closed && !closing && inFlight == 0) {
      inHead = http1 != null && http1.isInHead();
      expectWithin(inHead ? headNanos : idleNanos);
    }
  }

  // --- what a connection of HTTP/1 tells

  @Override
  public void headBegan() {
    if (inFlight == 0 && !closing) {
      inHead = true;
      expectWithin(headNanos);
    }
  }

  @Override
  public void requested(Http1ClientStream request, @Nullable Refused refused) {
    requestHandler.requested(this, request, refused);
  }

  @Override
  public void leave(boolean atOnce) {
    leaving = true;
    if (atOnce) {
      channel(connection).close();
    } else if (inFlight == 0 && !closing) {
      close();
    }
  }

  private void expectWithin(long nanos) {
    loop.deadlines().set(this, loop.deadlines().coarseNow() + TICK_NANOS + nanos);
  }

  // --- the end

  /**
   * Closes after the answer has left. The client is told at once that nothing will follow; what it
   * still sends is read and thrown away for a moment: closing over unread bytes would reset the
   * connection, and the answer with it.
   */
  void closeSoon(ClientStream request) {
    inFlight--;
    closing = true;
    request.whenFailed(null);
    if (closed) {
      return;
    }
    loop.deadlines().set(this, System.nanoTime() + LINGER_NANOS);
    if (request.isClosed() || http1 == null) {
      loop.execute(this::close);
    } else {
      http1.discard();
      // Behind the answer, which is on its way to the socket when this turn is over.
      loop.execute(this::finish);
    }
  }

  private void close() {
    if (http1 == null) {
      connection.close();
    } else {
      http1.close();
    }
  }

  private void finish() {
    Channel channel = channel(connection);
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    ChannelHandlerContext above = channel.pipeline().firstContext();
    if (tls != null) {
      tls.closeOutbound().addListener(_ -> shutdown(channel));
    } else if (above != null) {
      above.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> shutdown(channel));
    }
  }

  private void shutdown(Channel channel) {
    if (channel instanceof DuplexChannel duplex && channel.isActive()) {
      duplex.shutdownOutput();
    } else {
      close();
    }
  }

  /** Says that no more requests are welcome, while those on their way still are (RFC 9113 §6.8). */
  boolean announceEnd() {
    if (http2 == null || closed) {
      return false;
    }
    connection.goAway(0, Integer.MAX_VALUE);
    return true;
  }

  /** Names the last request that is served, after {@link #announceEnd}. */
  void nameLast() {
    if (http2 != null && !closed) {
      connection.goAway(0);
    }
  }

  void closed() {
    closed = true;
    loop.deadlines().clear(this);
  }

  @Override
  protected void expired() {
    if (cut) {
      reset();
      return;
    }
    if (!closing) {
      events.refused(inHead ? Refused.HEAD_TIMEOUT : Refused.CONNECTION_IDLE);
    }
    cut = true;
    closing = true;
    loop.deadlines().set(this, System.nanoTime() + LINGER_NANOS);
    close();
  }

  /** Closing waits for the client to take what is left for it; who never does is not waited for. */
  private void reset() {
    Channel channel = channel(connection);
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    ChannelHandlerContext above = channel.pipeline().firstContext();
    if (above != null) {
      // Past all handlers, each of which would wait, too.
      above.close();
    }
  }
}
