package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.Loop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http2.codec.VertxHttp2ConnectionHandler;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Vert.x does not do for a client's HTTP/2 connection: bounds on its control frames, and an
 * end for requests that were answered before they were whole. Confined to its event loop.
 */
final class Http2Edge {
  private static final Map<String, Refused> CALM =
      Map.of(
          EdgeFrames.TOO_MANY,
          Refused.HTTP2_CONTROL_FRAMES,
          "Maximum number .*of outstanding control frames.*",
          Refused.HTTP2_CONTROL_FRAMES,
          "Maximum number .*of RST frames.*",
          Refused.HTTP2_RESETS,
          "Maximum number .*of empty data frames.*",
          Refused.HTTP2_EMPTY_DATA,
          "Number of small consecutive continuations.*",
          Refused.HTTP2_CONTINUATIONS,
          "Header size exceeded.*",
          Refused.HEAD_TOO_LARGE);

  private final VertxHttp2ConnectionHandler<?> handler;
  private final Loop loop;
  private boolean broken;

  private Http2Edge(VertxHttp2ConnectionHandler<?> handler, Loop loop) {
    this.handler = handler;
    this.loop = loop;
  }

  /** Stands over a connection from its first settings on. */
  static Http2Edge over(
      HttpConnection connection, Loop loop, int controlFrames, ProxyEvents events) {
    var handler = Objects.requireNonNull(handler(connection), "the handler of HTTP/2");
    var frames = new EdgeFrames(handler.decoder().frameListener(), controlFrames);
    handler.decoder().frameListener(frames);
    StreamOrder.over(
        handler, EdgeConnection.channel(connection).pipeline(), loop, frames, events::refused);
    var edge = new Http2Edge(handler, loop);
    connection.exceptionHandler(cause -> edge.broken(cause, events));
    return edge;
  }

  /** The codec ends the connection; it may have more than one reason to. */
  private void broken(Throwable cause, ProxyEvents events) {
    if (!broken) {
      broken = true;
      events.refused(reason(cause));
    }
  }

  /**
   * For which reason the codec ends a connection. It has no codes of its own for its bounds; what
   * it says of them is told apart by its first words.
   */
  private static Refused reason(Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    if (cause instanceof Http2Exception http2
        && http2.error() != Http2Error.ENHANCE_YOUR_CALM
        && !said.startsWith("Header size exceeded")) {
      return Refused.HTTP2_BROKEN;
    }
    return CALM.entrySet().stream()
        .filter(words -> said.matches(words.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Refused.HTTP2_BROKEN);
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
   * Takes no more requests than it has, and closes when the last of them has ended (RFC 9113 §6.8).
   */
  void closeWhenIdle(HttpConnection connection) {
    // No timeout of its own: each request has its deadlines.
    handler.gracefulShutdownTimeoutMillis(-1);
    EdgeConnection.channel(connection).close();
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
