package dev.figleaf.proxy.upstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxConnection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Interim answers on their way to a client (RFC 9110 §15.2): before the head, and only where the
 * client knows them.
 *
 * <p>Of 100 and 103 Vert.x knows; others are written beside it, through the same queue over
 * HTTP/1.1, and as a head that does not end its stream over HTTP/2. On the event loop of the
 * client's connection.
 */
record InterimAnswers(HttpServerRequest client) {
  /** The most for one request: each may be as large as a head, and a client need not read them. */
  static final int MOST = 100;

  void send(int status, HttpHeaders headers) {
    if (!areWelcome()) {
      return;
    }
    MultiMap passed = endToEnd(headers);
    switch (status) {
      case 100 -> client.response().writeContinue();
      case 103 -> client.response().writeEarlyHints(passed);
      default -> write(HttpResponseStatus.valueOf(status), passed);
    }
  }

  /** HTTP/1.0 knows none. */
  private boolean areWelcome() {
    return client.version() != HttpVersion.HTTP_1_0
        && !client.response().headWritten()
        && !client.response().closed();
  }

  /** Without what belongs to the upstream's connection, and without framing: there is no body. */
  private static MultiMap endToEnd(HttpHeaders headers) {
    List<String> named = HopHeaders.namedByConnection(headers);
    MultiMap passed = MultiMap.caseInsensitiveMultiMap();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey();
      if (!HopHeaders.isHop(name)
          && !HopHeaders.isNamed(named, name)
          && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
        passed.add(name, header.getValue());
      }
    }
    return passed;
  }

  private void write(HttpResponseStatus status, MultiMap headers) {
    if (client.version() == HttpVersion.HTTP_2) {
      writeToStream(status, headers);
      return;
    }
    var head = new DefaultHttpHeaders(false);
    headers.forEach(header -> head.add(header.getKey(), header.getValue()));
    ((VertxConnection) client.connection())
        .writeToChannel(
            new DefaultFullHttpResponse(
                io.netty.handler.codec.http.HttpVersion.HTTP_1_1,
                status,
                Unpooled.EMPTY_BUFFER,
                head,
                EmptyHttpHeaders.INSTANCE));
  }

  private void writeToStream(HttpResponseStatus status, MultiMap headers) {
    Channel channel = ((ConnectionBase) client.connection()).channel();
    Http2ConnectionHandler codec = channel.pipeline().get(Http2ConnectionHandler.class);
    int stream = (int) client.streamId();
    if (codec == null || codec.connection().stream(stream) == null) {
      return;
    }
    Http2Headers head = new DefaultHttp2Headers(false).status(status.codeAsText());
    headers.forEach(
        header -> head.add(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    ChannelHandlerContext context = channel.pipeline().context(codec);
    codec.encoder().writeHeaders(context, stream, head, 0, false, context.newPromise());
    context.flush();
  }
}
