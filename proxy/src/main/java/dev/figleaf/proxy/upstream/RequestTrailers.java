package dev.figleaf.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;

/**
 * The trailers of a request, which Vert.x does not hand out.
 *
 * <p>For a chunked one (RFC 9112 §7.1.2) it stands in the pipeline of the client's connection, and
 * keeps what comes with the last chunk. It is there only for as long as the request is.
 */
final class RequestTrailers extends ChannelInboundHandlerAdapter {
  private static final String NAME = "figleaf-trailers";
  private static final String BEFORE = "handler";

  private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;

  private RequestTrailers() {}

  /** Keeps the trailers of the request whose body is about to be read. */
  static RequestTrailers catchFrom(HttpConnection client) {
    return install(((ConnectionBase) client).channel());
  }

  /** Those of a whole request of HTTP/2. */
  static RequestTrailers ofStream(HttpServerRequest client) {
    var kept = new RequestTrailers();
    kept.trailers = StreamTrailers.of(client);
    return kept;
  }

  /** What came with the last chunk. */
  HttpHeaders headers() {
    return trailers;
  }

  /** Those that a receiver may take for what they are. */
  static HeaderList thatMayTrail(HttpHeaders trailers) {
    var may = new HeaderList();
    for (Map.Entry<String, String> trailer : trailers) {
      if (mayTrail(trailer.getKey())) {
        may.add(trailer.getKey(), trailer.getValue());
      }
    }
    return may;
  }

  private static RequestTrailers install(Channel channel) {
    var handler = new RequestTrailers();
    if (channel.pipeline().get(NAME) != null) {
      channel.pipeline().remove(NAME);
    }
    channel.pipeline().addBefore(BEFORE, NAME, handler);
    return handler;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof LastHttpContent last) {
      trailers = last.trailingHeaders();
      context.pipeline().remove(this);
    }
    super.channelRead(context, message);
  }

  /** Framing, routing and authentication never come late (RFC 9110 §6.5.1). */
  static boolean mayTrail(String name) {
    return !HopHeaders.isHop(name)
        && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)
        && !HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)
        && !HttpHeaderNames.AUTHORIZATION.contentEqualsIgnoreCase(name)
        && !HttpHeaderNames.COOKIE.contentEqualsIgnoreCase(name)
        && !HttpHeaderNames.SET_COOKIE.contentEqualsIgnoreCase(name)
        && !HttpHeaderNames.TRAILER.contentEqualsIgnoreCase(name);
  }
}
