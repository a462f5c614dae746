package dev.figleaf.proxy.edge;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * Something that is kept with a stream of a client's HTTP/2 connection, for as long as the stream
 * lives. Confined to the event loop of the connection.
 */
final class StreamProperty<T> {
  private final AttributeKey<Http2Connection.PropertyKey> key;

  /** There is one for each class that keeps something. */
  StreamProperty(Class<?> keeper) {
    this.key = AttributeKey.valueOf(keeper, "key");
  }

  void keep(Channel channel, int stream, T value) {
    Http2Connection connection = connection(channel);
    Http2Stream of = connection == null ? null : connection.stream(stream);
    if (connection != null && of != null) {
      channel.attr(key).setIfAbsent(connection.newKey());
      of.setProperty(channel.attr(key).get(), value);
    }
  }

  /** What was kept with the stream of this request, or null. */
  @Nullable T of(HttpServerRequest request) {
    Channel channel = ((ConnectionBase) request.connection()).channel();
    Http2Connection.PropertyKey own = channel.attr(key).get();
    Http2Connection connection = own == null ? null : connection(channel);
    Http2Stream of = connection == null ? null : connection.stream((int) request.streamId());
    return of == null ? null : of.getProperty(own);
  }

  private static @Nullable Http2Connection connection(Channel channel) {
    Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
    return handler == null ? null : handler.connection();
  }
}
