package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * One connection that speaks HTTP/1.1 to an endpoint, leased to one request at a time.
 *
 * <p>Stands in the connection's pipeline behind its {@link ResponseDecoder}. What the upstream says
 * when nothing was asked, or behind its answer, closes the connection: it must never become the
 * answer to another request. Confined to its event loop.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter
    implements RequestSlot, ResponseDecoder.Owner {
  private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("Transfer-Encoding");
  private static final AsciiString CHUNKED = AsciiString.cached("chunked");
  private static final ByteBuf END_OF_CHUNK = unreleasable("\r\n");
  private static final ByteBuf LAST_CHUNK = unreleasable("0\r\n\r\n");

  private final ExclusivePool pool;
  private final NetSocketInternal socket;
  private final ChannelHandlerContext out;
  private final Channel channel;
  private final ResponseDecoder decoder = new ResponseDecoder(this);
  private @Nullable UpstreamListener listener;
  private boolean chunked;
  private boolean upgrade;
  private boolean upgraded;
  private boolean interim;
  private boolean outOfStep;
  private boolean closed;
  private boolean used;
  boolean leased;
  long expiresAt;

  UpstreamConnection(ExclusivePool pool, NetSocket socket) {
    this.pool = pool;
    this.socket = (NetSocketInternal) socket;
    this.out = this.socket.channelHandlerContext();
    this.channel = out.channel();
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get("chunkedWriter") != null) {
      pipeline.remove("chunkedWriter"); // it is for files
    }
    pipeline.addBefore(out.name(), "figleaf-decoder", decoder);
    pipeline.addBefore(out.name(), "figleaf-upstream", this);
  }

  private static ByteBuf unreleasable(String text) {
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer(text.length())
            .writeBytes(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .asReadOnly());
  }

  // --- the request

  @Override
  public void send(RequestHead head, UpstreamListener asked) {
    listener = asked;
    chunked = head.chunked();
    upgrade = head.upgrade();
    decoder.expect(head.method() == HttpMethod.HEAD);
    HeaderList headers = head.headers();
    if (chunked) {
      headers.add(TRANSFER_ENCODING, CHUNKED);
    }
    put(
        pool.loop
            .heads()
            .request(head.method().name(), head.uri(), head.host(), headers, channel.alloc()));
  }

  private void put(ByteBuf bytes) {
    out.write(bytes, channel.voidPromise());
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void write(ByteBuf piece) {
    if (closed || !piece.isReadable()) {
      piece.release();
      return;
    }
    if (chunked) {
      put(pool.loop.heads().chunkSize(piece.readableBytes(), channel.alloc()));
    }
    put(piece);
    if (chunked) {
      put(END_OF_CHUNK.duplicate());
    }
  }

  @Override
  public void end() {
    end(Trailers.NONE);
  }

  @Override
  public void end(HeaderList trailers) {
    if (closed) {
      return;
    }
    if (chunked) {
      put(
          trailers.count() == 0
              ? LAST_CHUNK.duplicate()
              : pool.loop.heads().lastChunk(trailers, channel.alloc()));
    }
    flush();
  }

  @Override
  public boolean isFull() {
    return !channel.isWritable();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (upgraded) {
      context.fireChannelWritabilityChanged();
    } else if (channel.isWritable() && listener != null) {
      listener.drained();
    }
  }

  // --- the response

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (upgraded) {
      passOn(context, message);
      return;
    }
    if (listener != null && message instanceof HttpResponse response) {
      head(listener, response);
    }
    if (message instanceof HttpContent content) {
      content(content);
    } else {
      // Bytes behind a 101 that was refused.
      ReferenceCountUtil.release(message);
    }
  }

  /** Behind a 101 there are bytes, and what the decoder makes of the end of the head. */
  private static void passOn(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf) {
      context.fireChannelRead(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (listener != null) {
      listener.turnOver();
    }
    context.fireChannelReadComplete();
  }

  private void head(UpstreamListener asked, HttpResponse response) {
    int status = response.status().code();
    interim = status / 100 == 1 && status != 101;
    if (response.decoderResult().isFailure()) {
      broken(response.decoderResult().cause());
    } else if (!isSound(response) || (status == 101 && !upgrade)) {
      broken(new IllegalArgumentException("refused"));
    } else if (interim) {
      asked.interim(status, response.headers());
    } else {
      asked.head(
          new UpstreamResponse(
              version(response), status, response.status().reasonPhrase(), response.headers()));
      if (status == 101 && !closed) {
        upgraded = true;
        channel.pipeline().remove(decoder);
      }
    }
  }

  private static boolean isSound(HttpResponse response) {
    return (response.protocolVersion().equals(io.netty.handler.codec.http.HttpVersion.HTTP_1_1)
            || response.protocolVersion().equals(io.netty.handler.codec.http.HttpVersion.HTTP_1_0))
        && ResponseGate.isSound(
            response.status().code(), response.status().reasonPhrase(), response.headers());
  }

  private static HttpVersion version(HttpResponse response) {
    return response.protocolVersion().minorVersion() == 0
        ? HttpVersion.HTTP_1_0
        : HttpVersion.HTTP_1_1;
  }

  private void content(HttpContent content) {
    UpstreamListener asked = listener;
    if (asked == null || interim) {
      interim &= !(content instanceof LastHttpContent);
      content.release();
      return;
    }
    if (content.decoderResult().isFailure()) {
      content.release();
      broken(content.decoderResult().cause());
      return;
    }
    if (content.content().isReadable()) {
      asked.piece(content.content());
    }
    content.release();
    if (content instanceof LastHttpContent last && listener == asked) {
      answered(asked, last.trailingHeaders());
    }
  }

  private void answered(UpstreamListener asked, HttpHeaders trailers) {
    outOfStep |= decoder.hasMore();
    decoder.expectNothing();
    listener = null;
    asked.ended(trailers);
  }

  private void broken(Throwable cause) {
    UpstreamListener asked = listener;
    outOfStep = true;
    listener = null;
    if (asked != null) {
      asked.broken(cause);
    }
  }

  @Override
  public void unexpected() {
    abort();
  }

  @Override
  public void pause() {
    channel.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    channel.config().setAutoRead(true);
  }

  @Override
  public NetSocket socket() {
    return socket;
  }

  // --- the lease

  boolean isClosed() {
    return closed;
  }

  @Override
  public boolean wasUsed() {
    return used;
  }

  /** HTTP/1.1 has no word for that. */
  @Override
  public boolean isRefused(Throwable cause) {
    return false;
  }

  @Override
  public void release(long keepAliveNanos) {
    used = true;
    resume();
    pool.release(this, outOfStep ? 0 : keepAliveNanos);
  }

  /** Closes it, whatever is still to be written. */
  @Override
  public void abort() {
    if (!closed) {
      over();
      out.close();
    }
  }

  /** It carried one request only, and closes with it. */
  @Override
  public void doubt() {}

  private void over() {
    closed = true;
    listener = null;
    decoder.expectNothing();
    pool.closed(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended(new HttpClosedException("the upstream closed the connection"));
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (upgraded) {
      context.fireExceptionCaught(cause);
    } else {
      ended(cause);
      out.close();
    }
  }

  private void ended(Throwable cause) {
    if (!closed) {
      UpstreamListener asked = upgraded ? null : listener;
      over();
      if (asked != null) {
        asked.broken(cause);
      }
    }
  }
}
