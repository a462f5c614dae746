package dev.figleaf.proxy.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Leaves out interim answers that Vert.x does not know (RFC 9110 §15.2): it takes a 102 for the
 * final answer. Stands before Vert.x on an upstream's connection of HTTP/2.
 */
final class UnknownInterims {
  private UnknownInterims() {}

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

  private static boolean isUnknown(int status) {
    return status / 100 == 1 && status != 100 && status != 101 && status != 103;
  }
}
