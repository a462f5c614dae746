package dev.figleaf.proxy.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Leaves out interim answers that Vert.x does not know (RFC 9110 §15.2): it takes a 102 for the
 * final answer, and the final one for that of the next request.
 *
 * <p>Stands in the pipeline of an upstream's connection.
 */
final class UnknownInterims extends ChannelInboundHandlerAdapter {
  private boolean leavingOut;

  private UnknownInterims() {}

  static void leaveOut(HttpClientConnection http) {
    if (http instanceof UnpooledHttpClientConnection unpooled
        && unpooled.unwrap() instanceof ConnectionBase connection) {
      connection
          .channel()
          .pipeline()
          .addBefore("handler", "figleaf-interims", new UnknownInterims());
    }
  }

  /** The same for a connection that speaks HTTP/2. */
  static void leaveOut(Http2ConnectionHandler codec) {
    codec
        .decoder()
        .frameListener(
            new Http2FrameListenerDecorator(codec.decoder().frameListener()) {
              @Override
              public void onHeadersRead(
                  ChannelHandlerContext context,
                  int streamId,
                  Http2Headers headers,
                  int padding,
                  boolean end)
                  throws Http2Exception {
                if (!isUnknown(headers)) {
                  super.onHeadersRead(context, streamId, headers, padding, end);
                }
              }

              @Override
              public void onHeadersRead(
                  ChannelHandlerContext context,
                  int streamId,
                  Http2Headers headers,
                  int dependency,
                  short weight,
                  boolean exclusive,
                  int padding,
                  boolean end)
                  throws Http2Exception {
                if (!isUnknown(headers)) {
                  super.onHeadersRead(
                      context, streamId, headers, dependency, weight, exclusive, padding, end);
                }
              }
            });
  }

  private static boolean isUnknown(Http2Headers headers) {
    CharSequence status = headers.status();
    return status != null
        && status.length() == 3
        && status.charAt(0) == '1'
        && isUnknown(Integer.parseInt(status, 0, 3, 10));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpResponse response) {
      leavingOut = isUnknown(response.status().code());
    }
    if (!leavingOut) {
      context.fireChannelRead(message);
      return;
    }
    leavingOut = !(message instanceof LastHttpContent);
    ReferenceCountUtil.release(message);
  }

  private static boolean isUnknown(int status) {
    return status / 100 == 1 && status != 100 && status != 101 && status != 103;
  }
}
