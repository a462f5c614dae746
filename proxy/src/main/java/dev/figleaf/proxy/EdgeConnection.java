package dev.figleaf.proxy;

import dev.figleaf.proxy.filter.ClientConnection;
import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.rules.Cidr;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client's connection on its event loop: closed when it idles, and closed well when it must be.
 */
final class EdgeConnection extends Deadline {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final HttpConnection connection;
  private final ClientConnection client;
  private final Loop loop;
  private boolean closed;

  private EdgeConnection(HttpConnection connection, ClientConnection client, Loop loop) {
    this.connection = connection;
    this.client = client;
    this.loop = loop;
  }

  static EdgeConnection open(HttpConnection connection, List<Cidr> trusted, Loop loop) {
    var edge = new EdgeConnection(connection, ClientConnection.of(connection, trusted), loop);
    edge.requestEnded();
    return edge;
  }

  ClientConnection client() {
    return client;
  }

  void requestBegan() {
    loop.deadlines().clear(this);
  }

  void requestEnded() {
    if (closed) {
      return;
    }
    loop.deadlines().set(this, System.nanoTime() + IDLE_NANOS);
  }

  /**
   * Closes after the answer has left. Where the client is still sending, what it sends is read and
   * thrown away for a moment: closing over unread bytes would reset the connection, and the answer
   * with it.
   */
  void closeSoon(HttpServerRequest request) {
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

  void closed() {
    closed = true;
    loop.deadlines().clear(this);
  }

  @Override
  protected void expired() {
    connection.close();
  }
}
