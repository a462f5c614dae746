package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.http.HeadWriter;
import dev.figleaf.proxy.http.RequestReader;
import dev.figleaf.proxy.telemetry.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.CodecException;
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
 * One client's connection of HTTP/1, spoken on the connection itself.
 *
 * <p>Stands last in the connection's pipeline. {@link Http1Requests} reads what comes; what is said
 * leaves from here. Confined to its event loop.
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

  private static final String FIRST = "figleaf-first";

  private final Owner owner;
  private final ContextInternal vertx;
  private final HeadWriter heads;
  private final Http1Requests requests;
  private @Nullable ChannelHandlerContext context;
  private boolean unflushed;

  private Http1Connection(
      Owner owner, ContextInternal vertx, RequestReader reader, HeadWriter heads, long ahead) {
    this.owner = owner;
    this.vertx = vertx;
    this.heads = heads;
    this.requests = new Http1Requests(this, owner, reader, ahead);
  }

  /**
   * Takes the place of what Vert.x put into the pipeline of a connection of HTTP/1, which keeps
   * from now on no more than the connection's addresses.
   *
   * @param reader of heads, the one of the event loop
   * @param ahead how many bytes of further requests may wait here
   */
  static Http1Connection install(
      HttpConnection connection, Owner owner, RequestReader reader, HeadWriter heads, long ahead) {
    var base = (ConnectionBase) connection;
    ChannelPipeline pipeline = base.channel().pipeline();
    var http1 = new Http1Connection(owner, base.context(), reader, heads, ahead);
    if (pipeline.get("h2c") != null) {
      http1.requests.hold(); // the first head is on its way, decoded
      pipeline.addLast(FIRST, new FirstRequest(http1));
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
    requests.first(head);
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
    return requests.isInHead();
  }

  /** The request was answered; another may come. */
  void next() {
    requests.next();
  }

  /** Whatever comes from now on is thrown away. */
  void discard() {
    requests.discard();
  }

  /** Somebody wants more of a body. */
  void read() {
    requests.read();
  }

  // --- what is said

  void write(ByteBuf bytes) {
    ChannelHandlerContext out = context();
    out.write(bytes, out.voidPromise());
  }

  /** Lets leave what was written; what is written while requests are read, behind the last. */
  void flush() {
    if (requests.isReading()) {
      unflushed = true;
    } else {
      context().flush();
    }
  }

  /** All requests that are here were looked at. */
  void readOver() {
    if (unflushed) {
      unflushed = false;
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
    ChannelPipeline pipeline = channel().pipeline();
    if (pipeline.get(FIRST) != null) {
      pipeline.remove(FIRST); // what is no head would end there
    }
    VertxHandler<NetSocketImpl> handler =
        VertxHandler.create(own -> new NetSocketImpl(vertx, own, null, null, null, false));
    pipeline.addLast("handler", handler);
    NetSocket socket = handler.getConnection().pause();
    pipeline.remove(this);
    return socket;
  }

  // --- what becomes of the connection

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    if (message instanceof ByteBuf bytes) {
      requests.came(bytes);
    } else {
      ReferenceCountUtil.release(message); // the end of a head that Vert.x has decoded
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    ByteBuf rest = requests.rest();
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
      Http1ClientStream served = requests.served();
      if (served != null) {
        served.drained();
      }
      requests.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    fail(new HttpClosedException("the client closed the connection"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    fail(cause);
    from.close();
    if (!(cause instanceof IOException || cause instanceof CodecException)) {
      from.fireExceptionCaught(cause); // a defect: it shall be seen in the log
    }
  }

  private void fail(Throwable cause) {
    Http1ClientStream served = requests.served();
    if (served != null) {
      served.closed(cause);
    }
    requests.discard();
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
