package dev.figleaf.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Where a listener speaks HTTP/2 without TLS, Vert.x has decoded the first head of HTTP/1 before it
 * tells of the connection: it is written out again here, for who reads all others.
 *
 * <p>Stands behind Vert.x's handlers, which say nothing more, until the connection leaves HTTP.
 */
final class FirstRequest extends ChannelInboundHandlerAdapter {
  private static final String UNREADABLE = " \r\n";

  private final Http1Connection connection;

  FirstRequest(Http1Connection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      connection.first(bytes(request));
    }
    ReferenceCountUtil.release(message);
  }

  private static ByteBuf bytes(HttpRequest request) {
    String head = request.decoderResult().isSuccess() ? head(request) : UNREADABLE;
    return Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1);
  }

  private static String head(HttpRequest request) {
    var head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.uri());
    head.append(' ').append(request.protocolVersion()).append("\r\n");
    request
        .headers()
        .forEach(
            header ->
                head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n"));
    return head.append("\r\n").toString();
  }
}
