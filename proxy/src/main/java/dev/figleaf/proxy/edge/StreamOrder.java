package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.proxy.upstream.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * What a client may still say about streams that are over, where Netty's codec answers otherwise
 * than RFC 9113 §5.1.
 *
 * <p>Headers behind the end of a stream, or on one that was passed over, end the connection. What
 * was on its way to a stream that was refused is dropped: Netty has never heard of such a stream,
 * and would end the connection with all the others on it.
 *
 * <p>Stands between the reader of frames and all that the codec checks, from the end of the first
 * read on: what came together with the preface is answered as Netty does. Remembers the last
 * {@value #REMEMBERED} streams. Confined to its event loop.
 */
final class StreamOrder extends Http2FrameListenerDecorator {
  private static final int REMEMBERED = Long.SIZE;
  private static final VarHandle DELEGATE =
      field(DecoratingHttp2ConnectionDecoder.class, "delegate", Http2ConnectionDecoder.class);
  private static final VarHandle LISTENER =
      field(DefaultHttp2ConnectionDecoder.class, "internalFrameListener", Http2FrameListener.class);

  private final Http2ConnectionDecoder decoder;
  private final Http2Connection connection;
  private final EdgeFrames counter;
  private final Consumer<Refused> refusals;
  private int newest = -1;
  private long opened;
  private long ended;
  private boolean inPlace;
  private boolean inHeaders;

  private StreamOrder(
      Http2ConnectionDecoder decoder,
      Http2FrameListener codec,
      EdgeFrames counter,
      Consumer<Refused> refusals) {
    super(codec);
    this.decoder = decoder;
    this.counter = counter;
    this.connection = decoder.connection();
    this.refusals = refusals;
  }

  /**
   * Watches over a connection whose first SETTINGS are being read.
   *
   * @param loop where a task runs when that is done
   * @param counter is told of frames that carry nothing and that the codec passes on to nobody
   */
  static void over(
      Http2ConnectionHandler handler,
      ChannelPipeline pipeline,
      Loop loop,
      EdgeFrames counter,
      Consumer<Refused> refusals) {
    Object decoder = handler.decoder();
    while (decoder instanceof DecoratingHttp2ConnectionDecoder) {
      decoder = DELEGATE.get(decoder);
    }
    Object judging = decoder;
    var judge = (Http2FrameListener) LISTENER.get(judging);
    var order = new StreamOrder(handler.decoder(), judge, counter, refusals);
    order.connection.addListener(order.new Streams());
    pipeline.addBefore(pipeline.context(handler).name(), "figleaf-resets", order.new Resets());
    // Until this read is over, the codec asks its own listener whether SETTINGS have come.
    loop.execute(() -> order.stand(judging));
  }

  private void stand(Object judging) {
    LISTENER.set(judging, this);
    inPlace = true;
  }

  private static VarHandle field(Class<?> owner, String name, Class<?> type) {
    try {
      // Neither has a setter; without them, a frame is seen only when the codec has judged it.
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, name, type);
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }

  // --- what a client says

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    refuseBehindTheEnd(id);
    inHeaders = true;
    try {
      super.onHeadersRead(context, id, headers, padding, end);
    } catch (Http2Exception refused) {
      throw counted(refused);
    } finally {
      inHeaders = false;
    }
    ends(id, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int id,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    refuseBehindTheEnd(id);
    inHeaders = true;
    try {
      super.onHeadersRead(context, id, headers, dependency, weight, exclusive, padding, end);
    } catch (Http2Exception refused) {
      throw counted(refused);
    } finally {
      inHeaders = false;
    }
    ends(id, end);
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    if (wasRefused(id)) {
      counter.count();
      // It counts against the window of the connection, and is given back at once.
      decoder.flowController().receiveFlowControlledFrame(null, data, padding, end);
      return data.readableBytes() + padding;
    }
    int taken = super.onDataRead(context, id, data, padding, end);
    ends(id, end);
    return taken;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int id, long error)
      throws Http2Exception {
    countIfNobodys(id);
    if (!wasRefused(id)) {
      super.onRstStreamRead(context, id, error);
    }
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext context, int id, int increment)
      throws Http2Exception {
    countIfNobodys(id);
    if (!wasRefused(id)) {
      super.onWindowUpdateRead(context, id, increment);
    }
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext context, byte type, int id, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    countIfNobodys(id);
    super.onUnknownFrame(context, type, id, flags, payload);
  }

  private void countIfNobodys(int id) throws Http2Exception {
    if (connection.stream(id) == null) {
      counter.count();
    }
  }

  private Http2Exception counted(Http2Exception refused) {
    if (refused.error() == Http2Error.REFUSED_STREAM && !connection.goAwaySent()) {
      refusals.accept(Refused.HTTP2_STREAMS);
    }
    return refused;
  }

  /** RFC 9113 §5.1 and §5.1.1. */
  private void refuseBehindTheEnd(int id) throws Http2Exception {
    Http2Stream stream = connection.stream(id);
    if (stream != null) {
      if (stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE && !stream.isResetSent()) {
        throw Http2Exception.streamError(id, Http2Error.STREAM_CLOSED, "headers behind the end");
      }
    } else if (id <= newest && (id & 1) == 1 && age(id) < REMEMBERED) {
      refusePast(id);
    }
  }

  private void refusePast(int id) throws Http2Exception {
    if ((opened >>> age(id) & 1) == 0) {
      throw Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "stream %d is too late", id);
    }
    if ((ended >>> age(id) & 1) == 1) {
      throw Http2Exception.connectionError(Http2Error.STREAM_CLOSED, "stream %d is over", id);
    }
  }

  /** Whether the codec refused it without ever opening it. */
  private boolean wasRefused(int id) {
    return id > 0
        && id <= newest
        && (id & 1) == 1
        && age(id) < REMEMBERED
        && (opened >>> age(id) & 1) == 1
        && !connection.streamMayHaveExisted(id);
  }

  // --- what is remembered

  /** How many streams there may have been since. */
  private int age(int id) {
    return (newest - id) / 2;
  }

  private void began(int id) {
    if (id > newest && (id & 1) == 1) {
      int passed = (id - newest) / 2;
      opened = passed < REMEMBERED ? opened << passed : 0;
      ended = passed < REMEMBERED ? ended << passed : 0;
      newest = id;
      opened |= 1;
    }
  }

  private void ends(int id, boolean end) {
    if (end && id <= newest && age(id) < REMEMBERED) {
      ended |= 1L << age(id);
    }
  }

  /** Streams that the codec opens. */
  private final class Streams extends Http2ConnectionAdapter {
    @Override
    public void onStreamAdded(Http2Stream stream) {
      began(stream.id());
      if (inPlace && !inHeaders) {
        // Headers beyond the limit: the codec answers 431 without showing them to anybody.
        refusals.accept(Refused.HEAD_TOO_LARGE);
      }
    }
  }

  /** Sees which streams the codec refuses before it opens them. */
  private final class Resets extends ChannelOutboundHandlerAdapter {
    private static final int LENGTH = 13;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf frame
          && frame.readableBytes() == LENGTH
          && frame.getByte(frame.readerIndex() + 3) == Http2FrameTypes.RST_STREAM) {
        began(frame.getInt(frame.readerIndex() + 5));
      }
      context.write(message, promise);
    }
  }
}
