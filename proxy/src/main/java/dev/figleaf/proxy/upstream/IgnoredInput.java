package dev.figleaf.proxy.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Throws away what an upstream still says on a connection that is being closed: Vert.x forgets
 * about those buffers without giving them back.
 */
final class IgnoredInput extends ChannelInboundHandlerAdapter {
  private IgnoredInput() {}

  static void on(HttpClientConnection http) {
    if (http instanceof UnpooledHttpClientConnection unpooled
        && unpooled.unwrap() instanceof ConnectionBase connection) {
      ChannelPipeline pipeline = connection.channel().pipeline();
      if (pipeline.get("handler") != null) {
        pipeline.addBefore("handler", "figleaf-ignored", new IgnoredInput());
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }
}
