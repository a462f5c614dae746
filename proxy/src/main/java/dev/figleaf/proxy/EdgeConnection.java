package dev.figleaf.proxy;

import dev.figleaf.proxy.filter.ClientConnection;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.proxy.upstream.BrokenBody;
import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.rules.Cidr;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection on its event loop: closed when it idles or dawdles, and closed well when it
 * must be.
 */
final class EdgeConnection extends Deadline implements RequestDecoder.Listener {
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final HttpConnection connection;
  private final ClientConnection client;
  private final Loop loop;
  private final ProxyEvents events;
  private final long idleNanos;
  private final long headNanos;
  private final int mostRequests;
  private @Nullable RequestDecoder decoder;
  private int requests;
  private int inFlight;
  private boolean closing;
  private boolean closed;
  private boolean inHead;

  private EdgeConnection(
      HttpConnection connection, EdgeSettings settings, Loop loop, ProxyEvents events) {
    List<Cidr> trusted = settings.trustedProxies();
    Limits limits = settings.limits();
    this.connection = connection;
    this.client = ClientConnection.of(connection, trusted);
    this.loop = loop;
    this.events = events;
    this.idleNanos = limits.idle().toNanos();
    this.headNanos = limits.head().toNanos();
    this.mostRequests = limits.requests();
  }

  /** Takes a connection that was accepted into care. */
  static EdgeConnection open(
      HttpConnection connection,
      EdgeSettings settings,
      Http1ServerConfig http1,
      Loop loop,
      ProxyEvents events) {
    var edge = new EdgeConnection(connection, settings, loop, events);
    edge.decoder = RequestDecoder.install(connection, http1, settings.limits().pipelined(), edge);
    edge.await();
    return edge;
  }

  ClientConnection client() {
    return client;
  }

  // --- requests

  /** A request has come; whether it is one to look at. What follows a refusal is not. */
  boolean requestBegan() {
    if (decoder != null) {
      decoder.taken();
    }
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

  void requestEnded() {
    inFlight--;
    await();
  }

  private void await() {
    if (!closed && !closing && inFlight == 0) {
      inHead = decoder != null && decoder.isInHead();
      loop.deadlines().set(this, System.nanoTime() + (inHead ? headNanos : idleNanos));
    }
  }

  // --- what the decoder tells

  @Override
  public void headBegan() {
    if (inFlight == 0 && !closing) {
      inHead = true;
      loop.deadlines().set(this, System.nanoTime() + headNanos);
    }
  }

  @Override
  public void headUnreadable() {
    // It was answered, in its turn, as a request that cannot be decoded.
    if (!closing) {
      connection.close();
    }
  }

  @Override
  public void bodyBroken(Throwable cause) {
    if (!closing && inFlight > 0) {
      // Who waits for the body answers, and the answer closes.
      ((Http1ServerConnection) connection).handleException(new BrokenBody(cause));
    }
    if (!closing) {
      connection.close();
    }
  }

  // --- the end

  /**
   * Closes after the answer has left. The client is told at once that nothing will follow; what it
   * still sends is read and thrown away for a moment: closing over unread bytes would reset the
   * connection, and the answer with it.
   */
  void closeSoon(HttpServerRequest request) {
    closing = true;
    request.response().exceptionHandler(null);
    if (decoder == null || request.response().closed()) {
      loop.execute(connection::close);
      return;
    }
    decoder.discard();
    loop.deadlines().set(this, System.nanoTime() + LINGER_NANOS);
    // Behind the answer, which is on its way to the socket when this turn is over.
    loop.execute(this::finish);
  }

  private void finish() {
    Channel channel = ((ConnectionBase) connection).channel();
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
      connection.close();
    }
  }

  void closed() {
    closed = true;
    loop.deadlines().clear(this);
  }

  @Override
  protected void expired() {
    if (!closing) {
      events.refused(inHead ? Refused.HEAD_TIMEOUT : Refused.CONNECTION_IDLE);
    }
    connection.close();
  }
}
