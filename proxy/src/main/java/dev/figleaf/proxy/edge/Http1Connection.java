package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.http.ChunkReader;
import dev.figleaf.proxy.http.HeadWriter;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Lengths;
import dev.figleaf.proxy.http.RequestReader;
import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.proxy.upstream.BrokenBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.ShutdownEvent;
import io.vertx.core.net.impl.VertxHandler;
import io.vertx.core.net.impl.tcp.NetSocketImpl;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection of HTTP/1, spoken on the connection itself: reads one request after the
 * other, and tells of the next one when the one before was answered.
 *
 * <p>Stands last in the connection's pipeline. What is not wanted yet stays as bytes, and when
 * there are too many of them, in the socket. Confined to its event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {

  /** Who is told. */
  interface Owner {
    /** Some of a head is there, and the rest is not. */
    void headBegan();

    /**
     * A request has come.
     *
     * @param refused why nobody can read it, or null; nothing follows it then
     */
    void requested(Http1ClientStream request, @Nullable Refused refused);

    /** The server ends: no more requests than those that are served. */
    void leave(boolean atOnce);
  }

  private enum Part {
    HEAD,
    SIZED,
    CHUNKS,
    /** The request is whole, and being served. */
    NOTHING,
    /** Whatever comes is thrown away. */
    WASTE
  }

  private final Owner owner;
  private final ContextInternal vertx;
  private final RequestReader reader;
  private final HeadWriter heads;
  private final long ahead;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf held;
  private @Nullable Http1ClientStream stream;
  private @Nullable ChunkReader chunks;
  private Part part = Part.HEAD;
  private long left;
  private int seen;
  private boolean headBegan;
  private boolean reading;
  private boolean unflushed;

  /**
   * Makes the handler of a connection.
   *
   * @param reader of heads, the one of the event loop
   * @param ahead how many bytes of further requests may wait here
   */
  Http1Connection(
      Owner owner, ContextInternal vertx, RequestReader reader, HeadWriter heads, long ahead) {
    this.owner = owner;
    this.vertx = vertx;
    this.reader = reader;
    this.heads = heads;
    this.ahead = ahead;
  }

  /**
   * Takes the place of what Vert.x put into the pipeline of a connection of HTTP/1, which keeps
   * from now on no more than the connection's addresses.
   */
  static Http1Connection install(
      HttpConnection connection, Owner owner, RequestReader reader, HeadWriter heads, long ahead) {
    var base = (ConnectionBase) connection;
    ChannelPipeline pipeline = base.channel().pipeline();
    var http1 = new Http1Connection(owner, base.context(), reader, heads, ahead);
    if (pipeline.get("h2c") != null) {
      http1.part = Part.NOTHING; // the first head is on its way, decoded
      pipeline.addLast("figleaf-first", new FirstRequest(http1));
    }
    pipeline.replace("httpDecoder", "figleaf-http1", http1);
    for (String name : List.of("httpEncoder", "chunkedWriter", "handler")) {
      if (pipeline.get(name) != null) {
        pipeline.remove(name);
      }
    }
    return http1;
  }

  /** The first head of a connection that could have become one of HTTP/2, as bytes again. */
  void first(ByteBuf head) {
    ByteBuf behind = held;
    held = behind == null ? head : Unpooled.wrappedBuffer(head, behind);
    part = Part.HEAD;
    read();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  Channel channel() {
    return context().channel();
  }

  HeadWriter heads() {
    return heads;
  }

  /** Whether some, but not all, of a head is there. */
  boolean isInHead() {
    return headBegan;
  }

  // --- what comes

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    if (part == Part.WASTE || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message); // of a head that Vert.x has decoded, its end comes here
      return;
    }
    held =
        held == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(from.alloc(), held, bytes);
    read();
  }

  /** Does what can be done with what is here. */
  void read() {
    if (reading) {
      return;
    }
    reading = true;
    try {
      boolean more = true;
      while (more && held != null) {
        more = step(held);
        if (held != null && !held.isReadable()) {
          drop();
        }
      }
    } finally {
      reading = false;
    }
    if (unflushed) {
      unflushed = false;
      context().flush();
    }
    readOn();
  }

  private void drop() {
    if (held != null) {
      held.release();
      held = null;
    }
    seen = 0;
  }

  /** Reads from the socket, unless enough waits here. */
  private void readOn() {
    boolean more = held == null || mayHold(held);
    if (channel().isActive() && channel().config().isAutoRead() != more) {
      channel().config().setAutoRead(more);
    }
  }

  private boolean mayHold(ByteBuf bytes) {
    return switch (part) {
      case HEAD -> channel().isWritable() || bytes.readableBytes() < ahead;
      case NOTHING -> bytes.readableBytes() < ahead;
      case SIZED, CHUNKS -> served().isWanted();
      case WASTE -> true;
    };
  }

  /** One step; whether there may be another. */
  private boolean step(ByteBuf in) {
    return switch (part) {
      case HEAD -> channel().isWritable() && head(in);
      case SIZED -> sized(in, served());
      case CHUNKS -> chunks(in, served(), Objects.requireNonNull(chunks));
      case NOTHING -> false;
      case WASTE -> {
        drop();
        yield false;
      }
    };
  }

  private Http1ClientStream served() {
    return Objects.requireNonNull(stream);
  }

  // --- a head

  private boolean head(ByteBuf in) {
    skipEmptyLines(in);
    if (!in.isReadable() || !reader.isWorthALook(in, seen)) {
      return wait(in);
    }
    Refused refused =
        switch (reader.read(in)) {
          case WHOLE, MORE -> null;
          case UNREADABLE -> Refused.BAD_HEADER;
          case LINE_TOO_LONG -> Refused.TARGET_TOO_LONG;
          case TOO_LARGE -> Refused.HEAD_TOO_LARGE;
          case TOO_MANY -> Refused.TOO_MANY_HEADERS;
          case UNKNOWN_VERSION -> Refused.BAD_VERSION;
        };
    if (refused == null && !reader.isWhole()) {
      return wait(in);
    }
    begin(in, refused);
    return true;
  }

  /** RFC 9112 §2.2: some clients send one too many behind a body. */
  private static void skipEmptyLines(ByteBuf in) {
    int at = in.readerIndex();
    while (in.writerIndex() - at >= 2 && in.getByte(at) == '\r' && in.getByte(at + 1) == '\n') {
      at += 2;
    }
    in.readerIndex(at);
  }

  private boolean wait(ByteBuf in) {
    seen = in.readableBytes();
    if (!headBegan) {
      headBegan = true;
      owner.headBegan();
    }
    return false;
  }

  private void begin(ByteBuf in, @Nullable Refused refused) {
    var request =
        new Http1ClientStream(
            this, reader.version(), reader.method(), reader.target(), reader.headers());
    stream = request;
    headBegan = false;
    seen = 0;
    if (refused == null) {
      in.skipBytes(reader.length());
      frame(request);
    } else {
      request.bodyEnded();
      part = Part.WASTE;
    }
    owner.requested(request, refused);
  }

  /** RFC 9112 §6.3; what says it in two ways is refused before anybody asks for the body. */
  private void frame(Http1ClientStream request) {
    HeaderList headers = request.headers();
    CharSequence length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      chunks = new ChunkReader(reader);
      part = Part.CHUNKS;
      return;
    }
    left =
        length != null && Lengths.isLength(length)
            ? Long.parseLong(length, 0, length.length(), 10)
            : 0;
    part = left > 0 ? Part.SIZED : Part.NOTHING;
    if (left == 0) {
      request.bodyEnded();
    }
  }

  // --- a body

  private boolean sized(ByteBuf in, Http1ClientStream request) {
    if (!request.isWanted()) {
      return false;
    }
    int bytes = (int) Math.min(left, in.readableBytes());
    left -= bytes;
    request.piece(in.readSlice(bytes));
    if (left == 0) {
      whole(request);
    }
    return true;
  }

  private boolean chunks(ByteBuf in, Http1ClientStream request, ChunkReader body) {
    if (!request.isWanted()) {
      return false;
    }
    int bytes = body.next(in);
    switch (bytes) {
      case ChunkReader.MORE -> {
        return false;
      }
      case ChunkReader.END -> {
        request.trailers(body.trailers());
        whole(request);
      }
      case ChunkReader.BROKEN -> {
        part = Part.WASTE;
        request.failed(new BrokenBody());
      }
      default -> request.piece(in.readSlice(bytes));
    }
    return true;
  }

  private void whole(Http1ClientStream request) {
    if (part != Part.WASTE) {
      part = Part.NOTHING;
      request.bodyEnded();
    }
  }

  // --- what the request's owner wants

  /** The request was answered; another may come. */
  void next() {
    stream = null;
    chunks = null;
    if (part == Part.WASTE) {
      return;
    }
    part = Part.HEAD;
    if (held != null && !reading) {
      // In a turn of its own: this one is that of an upstream.
      channel().eventLoop().execute(this::read);
    }
  }

  /** Whatever comes from now on is thrown away. */
  void discard() {
    part = Part.WASTE;
    read();
  }

  void write(ByteBuf bytes) {
    ChannelHandlerContext out = context();
    out.write(bytes, out.voidPromise());
  }

  void flush() {
    if (reading) {
      unflushed = true;
    } else {
      context().flush();
    }
  }

  /** Closes when what was written has left. */
  void close() {
    context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Closes without a good-bye, so that nobody takes what was said for all. */
  void reset() {
    channel().config().setOption(ChannelOption.SO_LINGER, 0);
    context().close();
  }

  /** Leaves HTTP; what was not read yet is the first that the socket says. */
  @Nullable NetSocket leave() {
    if (!channel().isActive()) {
      return null;
    }
    part = Part.NOTHING;
    VertxHandler<NetSocketImpl> handler =
        VertxHandler.create(own -> new NetSocketImpl(vertx, own, null, null, null, false));
    channel().pipeline().addLast("handler", handler);
    NetSocket socket = handler.getConnection().pause();
    channel().pipeline().remove(this);
    return socket;
  }

  // --- what becomes of the connection

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    ByteBuf rest = held;
    held = null;
    if (rest != null && removed.channel().isActive()) {
      removed.fireChannelRead(rest);
      removed.channel().config().setAutoRead(true);
    } else if (rest != null) {
      rest.release();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext from) {
    if (from.channel().isWritable()) {
      if (stream != null) {
        stream.drained();
      }
      read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    part = Part.WASTE;
    fail(new HttpClosedException("the client closed the connection"));
    read();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    part = Part.WASTE;
    fail(cause);
    from.close();
    if (!(cause instanceof IOException || cause instanceof CodecException)) {
      from.fireExceptionCaught(cause); // a defect: it shall be seen in the log
    }
  }

  private void fail(Throwable cause) {
    if (stream != null) {
      stream.closed(cause);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext from, Object event) {
    if (event instanceof ShutdownEvent shutdown) {
      owner.leave(shutdown.timeout().isZero());
    } else {
      ReferenceCountUtil.release(event);
    }
  }
}
