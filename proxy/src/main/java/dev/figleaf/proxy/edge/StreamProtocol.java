package dev.figleaf.proxy.edge;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * What a stream of HTTP/2 shall become, as an extended CONNECT asked (RFC 8441 §4).
 *
 * <p>It is kept with the stream and not in a header, which any client could send. Confined to the
 * event loop of the connection.
 */
final class StreamProtocol {
  private static final StreamProperty<Boolean> IS_WEBSOCKET =
      new StreamProperty<>(StreamProtocol.class);

  private StreamProtocol() {}

  /** Keeps the protocol that was asked for. */
  static void keep(Channel channel, int stream, CharSequence protocol) {
    IS_WEBSOCKET.keep(channel, stream, HttpHeaderValues.WEBSOCKET.contentEquals(protocol));
  }

  /** Whether the stream shall become a WebSocket: then every answer of 2xx opens one. */
  static boolean isWebSocket(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2 && Boolean.TRUE.equals(IS_WEBSOCKET.of(request));
  }

  /** Whether it shall become something that nobody here speaks. */
  static boolean isUnknown(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2
        && Boolean.FALSE.equals(IS_WEBSOCKET.of(request));
  }
}
