package dev.figleaf.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * The trailers of requests of HTTP/2 (RFC 9113 §8.1), which Vert.x reads and forgets. They are kept
 * with their stream, for as long as that lives. Confined to the event loop of the connection.
 */
public final class StreamTrailers {
  private static final AttributeKey<Http2Connection.PropertyKey> KEY =
      AttributeKey.valueOf(StreamTrailers.class, "key");

  private StreamTrailers() {}

  /** Keeps what came at the end of a request. */
  public static void keep(Channel channel, int stream, Http2Headers trailers) {
    Http2Connection connection = connection(channel);
    Http2Stream of = connection == null ? null : connection.stream(stream);
    if (connection != null && of != null) {
      channel.attr(KEY).setIfAbsent(connection.newKey());
      of.setProperty(channel.attr(KEY).get(), trailers);
    }
  }

  /** What was kept of a request that has ended; mostly nothing. */
  static HttpHeaders of(HttpServerRequest request) {
    Channel channel = ((ConnectionBase) request.connection()).channel();
    Http2Connection.PropertyKey key = channel.attr(KEY).get();
    Http2Connection connection = key == null ? null : connection(channel);
    Http2Stream of = connection == null ? null : connection.stream((int) request.streamId());
    Http2Headers kept = of == null ? null : of.getProperty(key);
    if (kept == null) {
      return EmptyHttpHeaders.INSTANCE;
    }
    var trailers = new DefaultHttpHeaders();
    kept.forEach(trailer -> trailers.add(trailer.getKey(), trailer.getValue()));
    return trailers;
  }

  private static @Nullable Http2Connection connection(Channel channel) {
    Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
    return handler == null ? null : handler.connection();
  }
}
