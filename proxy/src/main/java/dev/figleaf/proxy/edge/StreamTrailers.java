package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.http.FieldValues;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * The trailers of requests of HTTP/2 (RFC 9113 §8.1), which Vert.x reads and forgets. They are kept
 * with their stream. Confined to the event loop of the connection.
 */
final class StreamTrailers {
  private static final StreamProperty<Http2Headers> KEPT =
      new StreamProperty<>(StreamTrailers.class);

  private StreamTrailers() {}

  /** Keeps what came at the end of a request. */
  static void keep(Channel channel, int stream, Http2Headers trailers) {
    KEPT.keep(channel, stream, trailers);
  }

  /** What was kept of a request that has ended; mostly nothing. */
  static HeaderList of(HttpServerRequest request) {
    Http2Headers kept = KEPT.of(request);
    if (kept == null) {
      return Trailers.NONE;
    }
    HeaderList trailers = HeaderList.ofSize(kept.size());
    for (Map.Entry<CharSequence, CharSequence> trailer : kept) {
      if (isText(trailer.getKey(), trailer.getValue())) {
        trailers.add(trailer.getKey(), trailer.getValue());
      }
    }
    return trailers;
  }

  /** Nothing else may stand in a line of HTTP/1.1, which it may become. */
  private static boolean isText(CharSequence name, CharSequence value) {
    return HttpHeaderValidationUtil.validateToken(name) < 0 && FieldValues.isText(value);
  }
}
