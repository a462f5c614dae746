package dev.figleaf.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;

/**
 * The trailers of a chunked request (RFC 9112 §7.1.2), which Vert.x neither hands out nor sends for
 * HTTP/1.1.
 *
 * <p>One stands in the pipeline of a client's connection and keeps what comes with the last chunk,
 * one in the pipeline of an upstream's connection and puts it on the last chunk that leaves. Both
 * are there only for as long as a chunked request is.
 */
final class RequestTrailers extends ChannelDuplexHandler {
  private static final String NAME = "figleaf-trailers";
  private static final String BEFORE = "handler";

  private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;

  private boolean sends;

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

  /** Ends a request with these trailers, if there are any. */
  void end(HttpClientRequest request) {
    if (request instanceof StreamRequest stream && !trailers.isEmpty()) {
      stream.endWith(
          trailers.entries().stream().filter(trailer -> mayTrail(trailer.getKey())).toList());
    } else {
      sendOn(request.connection());
      request.end();
    }
  }

  /** Puts these trailers on the last chunk of the request that is being written. */
  private void sendOn(HttpConnection upstream) {
    if (!trailers.isEmpty()
        && ((io.vertx.core.http.impl.UnpooledHttpClientConnection) upstream).unwrap()
            instanceof ConnectionBase connection) {
      RequestTrailers sender = install(connection.channel());
      sender.trailers = trailers;
      sender.sends = true;
    }
  }

  boolean isEmpty() {
    return trailers.isEmpty();
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
    if (!sends && message instanceof LastHttpContent last) {
      trailers = last.trailingHeaders();
      context.pipeline().remove(this);
    }
    super.channelRead(context, message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    // In a client's pipeline an early answer passes, and a small one is a last chunk, too.
    if (sends && message instanceof LastHttpContent last && last.trailingHeaders().isEmpty()) {
      context.pipeline().remove(this);
      super.write(context, withTrailers(last), promise);
    } else {
      super.write(context, message, promise);
    }
  }

  private LastHttpContent withTrailers(LastHttpContent last) {
    var whole = new DefaultLastHttpContent(last.content());
    for (Map.Entry<String, String> trailer : trailers) {
      if (mayTrail(trailer.getKey())) {
        whole.trailingHeaders().add(trailer.getKey(), trailer.getValue());
      }
    }
    return whole;
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
