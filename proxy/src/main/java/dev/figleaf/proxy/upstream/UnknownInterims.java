package dev.figleaf.proxy.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
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
