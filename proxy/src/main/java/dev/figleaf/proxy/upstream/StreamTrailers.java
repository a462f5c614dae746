package dev.figleaf.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.HttpServerRequest;

/**
 * The trailers of requests of HTTP/2 (RFC 9113 §8.1), which Vert.x reads and forgets. They are kept
 * with their stream. Confined to the event loop of the connection.
 */
public final class StreamTrailers {
  private static final StreamProperty<Http2Headers> KEPT =
      new StreamProperty<>(StreamTrailers.class);

  private StreamTrailers() {}

  /** Keeps what came at the end of a request. */
  public static void keep(Channel channel, int stream, Http2Headers trailers) {
    KEPT.keep(channel, stream, trailers);
  }

  /** What was kept of a request that has ended; mostly nothing. */
  static HttpHeaders of(HttpServerRequest request) {
    Http2Headers kept = KEPT.of(request);
    if (kept == null) {
      return EmptyHttpHeaders.INSTANCE;
    }
    var trailers = new DefaultHttpHeaders();
    kept.forEach(trailer -> trailers.add(trailer.getKey(), trailer.getValue()));
    return trailers;
  }
}
