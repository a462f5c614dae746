package dev.figleaf.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole, small responses of HTTP/1.1 as the one piece of bytes that they are.
 *
 * <p>Vert.x still says when a response ends, so that all that hangs on it happens; what it would
 * have written is replaced here by what was made ready before. Stands in the pipeline of a client's
 * connection; confined to its event loop.
 */
public final class ResponseWriter extends ChannelOutboundHandlerAdapter {
  private static final String ENCODER = "httpEncoder";
  private static final AttributeKey<ResponseWriter> KEY =
      AttributeKey.valueOf(ResponseWriter.class, "writer");

  private final ChannelHandlerContext encoder;
  private @Nullable ByteBuf ready;

  private ResponseWriter(ChannelHandlerContext encoder) {
    this.encoder = encoder;
  }

  /** Stands in the pipeline from now on, if the connection speaks HTTP/1. */
  public static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    ChannelHandlerContext encoder = pipeline.context(ENCODER);
    if (encoder != null) {
      var writer = new ResponseWriter(encoder);
      pipeline.addAfter(ENCODER, "figleaf-responses", writer);
      channel.attr(KEY).set(writer);
    }
  }

  /** The one of a connection whose next response would leave at once; or null. */
  static @Nullable ResponseWriter ofIdle(HttpConnection client) {
    Channel channel = ((ConnectionBase) client).channel();
    ResponseWriter writer = channel.attr(KEY).get();
    return writer != null && writer.ready == null && channel.isActive() && channel.isWritable()
        ? writer
        : null;
  }

  /** Makes ready what the response that ends next is; its owner from now on. */
  void ready(ByteBuf response) {
    ready = response;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ByteBuf bytes = ready;
    if (bytes == null || !isFinal(message)) {
      context.write(message, promise);
      return;
    }
    ready = null;
    ReferenceCountUtil.release(message);
    encoder.write(bytes, promise); // past it
  }

  private static boolean isFinal(Object message) {
    return message instanceof FullHttpResponse whole && whole.status().code() >= 200;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ByteBuf bytes = ready;
    if (bytes != null) {
      ready = null;
      bytes.release();
    }
  }
}
