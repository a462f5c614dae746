package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.upstream.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;

/**
 * Writes whole, small responses of HTTP/1 as one piece of bytes, where Vert.x would write head and
 * body by themselves. All others go on to its encoder. Confined to the event loop of its
 * connection.
 */
final class ResponseWriter extends ChannelOutboundHandlerAdapter {
  private static final String ENCODER = "httpEncoder";
  private static final int SMALL_BYTES = 32 * 1024;

  private final HeadWriter heads;
  private final ChannelHandlerContext encoder;

  private ResponseWriter(HeadWriter heads, ChannelHandlerContext encoder) {
    this.heads = heads;
    this.encoder = encoder;
  }

  static void install(Channel channel, HeadWriter heads) {
    ChannelPipeline pipeline = channel.pipeline();
    ChannelHandlerContext encoder = pipeline.context(ENCODER);
    if (encoder != null) {
      pipeline.addAfter(ENCODER, "figleaf-responses", new ResponseWriter(heads, encoder));
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof FullHttpResponse whole && isPlain(whole)) {
      ByteBuf bytes = heads.response(whole, whole.content(), context.alloc());
      whole.release();
      encoder.write(bytes, promise);
    } else {
      context.write(message, promise);
    }
  }

  /** Whether nothing is to be decided any more: the length is that of the body which is here. */
  private static boolean isPlain(FullHttpResponse response) {
    int length = response.content().readableBytes();
    String told = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return length > 0
        && length <= SMALL_BYTES
        && response.status().code() >= 200
        && told != null
        && told.equals(Integer.toString(length))
        && !response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }
}
