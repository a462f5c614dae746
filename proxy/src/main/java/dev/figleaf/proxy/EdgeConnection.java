package dev.figleaf.proxy;

import dev.figleaf.proxy.filter.ClientConnection;
import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.rules.Cidr;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection on its event loop: closed when it idles, and closed well when it must be.
 *
 * <p>One of HTTP/2 carries many requests at once and idles when it has none; what one of them does
 * wrong ends that one's stream and not the connection.
 */
final class EdgeConnection extends Deadline {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final HttpConnection connection;
  private final ClientConnection client;
  private final Loop loop;
  private final @Nullable Http2Edge http2;
  private int inFlight;
  private boolean closed;

  private EdgeConnection(HttpConnection connection, ClientConnection client, Loop loop) {
    this.connection = connection;
    this.client = client;
    this.loop = loop;
    this.http2 =
        connection.protocolVersion() == HttpVersion.HTTP_2
            ? Http2Edge.over(connection, loop)
            : null;
  }

  static EdgeConnection open(HttpConnection connection, List<Cidr> trusted, Loop loop) {
    Channel channel = channel(connection);
    if (channel.pipeline().get("idle") != null) {
      // It has said what it speaks; from here on every wait has a deadline of its own.
      channel.pipeline().remove("idle");
    }
    var edge = new EdgeConnection(connection, ClientConnection.of(connection, trusted), loop);
    edge.idle();
    return edge;
  }

  static Channel channel(HttpConnection connection) {
    return ((ConnectionBase) connection).channel();
  }

  ClientConnection client() {
    return client;
  }

  void requestBegan() {
    inFlight++;
    loop.deadlines().clear(this);
  }

  void requestEnded(HttpServerRequest request) {
    inFlight--;
    if (http2 != null && !request.isEnded()) {
      http2.endUnread(request);
    }
    idle();
  }

  private void idle() {
    if (!closed && inFlight == 0) {
      loop.deadlines().set(this, System.nanoTime() + IDLE_NANOS);
    }
  }

  /**
   * Closes after the answer has left. Where the client is still sending, what it sends is read and
   * thrown away for a moment: closing over unread bytes would reset the connection, and the answer
   * with it.
   */
  void closeSoon(HttpServerRequest request) {
    inFlight--;
    if (request.isEnded() || request.response().closed()) {
      request.response().exceptionHandler(null);
      loop.execute(connection::close);
      return;
    }
    request.handler(_ -> {});
    request.endHandler(_ -> connection.close());
    request.resume();
    loop.deadlines().set(this, System.nanoTime() + LINGER_NANOS);
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
    connection.close();
  }
}
