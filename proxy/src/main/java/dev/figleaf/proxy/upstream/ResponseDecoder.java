package dev.figleaf.proxy.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.ReferenceCountUtil;

/**
 * The decoder of an upstream's HTTP/1 responses. It knows what was asked, and reads nothing when
 * nothing was. Confined to the event loop of its connection.
 */
final class ResponseDecoder extends HttpResponseDecoder {
  private static final int LINE_BYTES = 16 * 1024;
  private static final int HEAD_BYTES = 64 * 1024;

  /** Who is told. */
  interface Owner {
    /** The upstream speaks, and nobody asked. */
    void unexpected();
  }

  private final Owner owner;
  private boolean expecting;
  private boolean toHead;

  ResponseDecoder(Owner owner) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LINE_BYTES)
            .setMaxHeaderSize(HEAD_BYTES)
            .setMaxChunkSize(Loop.CHUNK_BYTES));
    this.owner = owner;
  }

  /**
   * A request leaves.
   *
   * @param head whether its method is HEAD, so that the response has no body whatever it says
   */
  void expect(boolean head) {
    expecting = true;
    toHead = head;
  }

  void expectNothing() {
    expecting = false;
  }

  /** Whether there are bytes behind the message that is being told. */
  boolean hasMore() {
    return actualReadableBytes() > 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    if (expecting) {
      super.channelRead(context, bytes);
    } else {
      ReferenceCountUtil.release(bytes);
      owner.unexpected();
    }
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return (toHead
            && message instanceof HttpResponse response
            && response.status().codeClass() != HttpStatusClass.INFORMATIONAL)
        || super.isContentAlwaysEmpty(message);
  }
}
