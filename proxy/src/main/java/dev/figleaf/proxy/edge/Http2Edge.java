package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.Loop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http2.codec.VertxHttp2ConnectionHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Vert.x does not do for a client's HTTP/2 connection: bounds on its control frames, and an
 * end for requests that were answered before they were whole. Confined to its event loop.
 */
final class Http2Edge {
  private final VertxHttp2ConnectionHandler<?> handler;
  private final Loop loop;

  private Http2Edge(VertxHttp2ConnectionHandler<?> handler, Loop loop) {
    this.handler = handler;
    this.loop = loop;
  }

  /** Stands over a connection from its first settings on. */
  static Http2Edge over(HttpConnection connection, Loop loop) {
    var handler = Objects.requireNonNull(handler(connection), "the handler of HTTP/2");
    handler.decoder().frameListener(new EdgeFrames(handler.decoder().frameListener()));
    return new Http2Edge(handler, loop);
  }

  /**
   * Refuses a connection that came by {@code Upgrade: h2c}, which Vert.x takes on every listener
   * that knows HTTP/2 without TLS, and which is no part of the protocol any more (RFC 9113 §3.1).
   * By now it has said 101; what is left is to serve nothing.
   *
   * @return whether it was one
   */
  static boolean refuseUpgrade(HttpConnection connection) {
    var handler = handler(connection);
    if (handler == null || !handler.upgraded) {
      return false;
    }
    connection.goAway(Http2Error.HTTP_1_1_REQUIRED.code(), 0);
    connection.close();
    return true;
  }

  private static @Nullable VertxHttp2ConnectionHandler<?> handler(HttpConnection connection) {
    return EdgeConnection.channel(connection).pipeline().get(VertxHttp2ConnectionHandler.class);
  }

  /**
   * Lets the rest of a request come and throws it away. When it does not end soon, the client is
   * told to stop, which is no error (RFC 9113 §8.1).
   */
  void endUnread(HttpServerRequest request) {
    var unread = new Unread(request);
    request.handler(_ -> {});
    request.endHandler(_ -> loop.deadlines().clear(unread));
    request.response().exceptionHandler(null);
    request.resume();
    loop.deadlines().set(unread, System.nanoTime() + EdgeConnection.LINGER_NANOS);
  }

  private final class Unread extends Deadline {
    private final HttpServerRequest request;

    Unread(HttpServerRequest request) {
      this.request = request;
    }

    @Override
    protected void expired() {
      Http2Stream stream = handler.connection().stream((int) request.streamId());
      if (stream == null) {
        return; // reset or closed meanwhile
      }
      if (handler.encoder().flowController().hasFlowControlled(stream)) {
        // A reset now would cut an answer that the client is slow to take.
        loop.deadlines().set(this, System.nanoTime() + EdgeConnection.LINGER_NANOS);
      } else {
        request.response().reset(Http2Error.NO_ERROR.code());
      }
    }
  }
}
