package dev.figleaf.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decoder of HTTP/1 requests, stricter than Netty's where a gate behind it would be too late.
 *
 * <p>It refuses folded lines (RFC 9112 §5.2), which Netty joins, and request lines whose words are
 * not parted by one space (§3). It tells when a head begins, so that it can be timed, and that the
 * framing of a body is broken, so that it can be answered. It reads ahead only so many requests,
 * and leaves the others as bytes. Confined to the event loop of its connection.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {

  /** Who is told. */
  interface Listener {
    /** The first byte of a head is there. */
    void headBegan();

    /** No request follows: the head cannot be read, and what is behind it never will. */
    void headUnreadable();

    /** The body of the request that is being read cannot be told from what follows it. */
    void bodyBroken(Throwable cause);
  }

  /** The request line names a version that is neither 1.0 nor 1.1. */
  static final class UnknownVersion extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
  }

  private static final String NAME = "httpDecoder";

  /** As many messages as make Vert.x stop reading. */
  private static final int PADDING = 8;

  private static final Object PAD = new Object();

  private final int ahead;
  private final Listener listener;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Throwable fatal;
  private boolean broken;
  private boolean inHead = true;
  private boolean headBegan;
  private boolean lineRead;
  private boolean folded;
  private boolean held;
  private boolean discards;
  private int waiting;
  private int endOfFirst;
  private int endOfSecond;

  private RequestDecoder(Http1ServerConfig config, int ahead, Listener listener) {
    super(config);
    this.ahead = ahead;
    this.listener = listener;
  }

  /**
   * Takes the place of Vert.x's decoder; null where the connection does not speak HTTP/1.
   *
   * @param ahead how many requests may wait, decoded, behind the one that is served
   */
  static @Nullable RequestDecoder install(
      HttpConnection connection, Http1ServerConfig config, int ahead, Listener listener) {
    var pipeline = ((ConnectionBase) connection).channel().pipeline();
    if (pipeline.get(NAME) == null) {
      return null;
    }
    var decoder = new RequestDecoder(config, ahead, listener);
    pipeline.replace(NAME, NAME, decoder);
    return decoder;
  }

  /** Whether some, but not all, of a head is there. */
  boolean isInHead() {
    return headBegan;
  }

  /** A request that was decoded is being served: another one may be read. */
  void taken() {
    waiting--;
    if (held && context != null) {
      held = false;
      try {
        // At once: when Vert.x finds nothing to do, it reads from the socket again.
        channelRead(context, Unpooled.EMPTY_BUFFER);
      } catch (Exception failure) {
        context.fireExceptionCaught(failure);
      }
      context.executor().execute(context::fireChannelReadComplete);
    }
  }

  /** Whatever comes from now on is thrown away. */
  void discard() {
    discards = true;
    if (context != null) {
      context.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (discards) {
      in.skipBytes(in.readableBytes());
      return;
    }
    // What waits, decoded, behind the request that is served, is heads only: bodies are buffers,
    // and
    // nobody would give them back if the client left.
    if (inHead ? waiting > ahead : waiting > 0) {
      hold(context);
      return;
    }
    if (inHead) {
      look(in);
    }
    int before = out.size();
    super.decode(context, in, out);
    for (int i = before; i < out.size(); i++) {
      decoded(out.get(i));
    }
  }

  /**
   * Leaves the rest as bytes, and stops reading more of them. It is Vert.x that reads on, when it
   * has nothing left to do; it must therefore see that it has, and ignores what it does not know.
   */
  private void hold(ChannelHandlerContext context) {
    held = true;
    for (int i = 0; i < PADDING; i++) {
      context.fireChannelRead(PAD);
    }
    context.channel().config().setAutoRead(false);
  }

  private void look(ByteBuf in) {
    folded |= hasFoldedLine(in);
    if (!headBegan && in.isReadable()) {
      headBegan = true;
      listener.headBegan();
    }
  }

  private void decoded(Object message) {
    if (message instanceof HttpRequest request) {
      request(request);
    }
    if (message instanceof LastHttpContent) {
      inHead = true;
    }
    if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
      fatal = content.decoderResult().cause();
      broken = true;
    }
  }

  private void request(HttpRequest request) {
    inHead = false;
    headBegan = false;
    lineRead = false;
    waiting++;
    if (!isKnown(request.protocolVersion()) && request.decoderResult().isSuccess()) {
      request.setProtocolVersion(HttpVersion.HTTP_1_1); // Vert.x would answer in its own way
      fail(request, new UnknownVersion());
    } else if (folded) {
      fail(request, new IllegalArgumentException("a folded line"));
    } else if (request.decoderResult().isFailure()) {
      fail(request, request.decoderResult().cause());
    }
  }

  private static boolean isKnown(HttpVersion version) {
    return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
  }

  private void fail(HttpObject request, Throwable cause) {
    request.setDecoderResult(DecoderResult.failure(cause));
    fatal = cause;
    discards = true;
  }

  /** Vert.x tells what is wrong with a message when its turn has come, and would then close. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    if (cause != fatal) {
      super.exceptionCaught(context, cause);
    } else if (broken) {
      listener.bodyBroken(cause);
    } else {
      listener.headUnreadable();
    }
  }

  // --- lines that begin with a space

  private boolean hasFoldedLine(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    if (!lineRead) {
      at = skipEmptyLines(in, at, end);
    } else if (at < end && isBlank(in.getByte(at))) {
      return true;
    }
    for (int lf = in.indexOf(at, end, (byte) '\n');
        lf >= 0 && lf + 1 < end;
        lf = in.indexOf(lf + 1, end, (byte) '\n')) {
      byte first = in.getByte(lf + 1);
      if (first == '\r' || first == '\n') {
        return false; // the head ends here
      }
      if (isBlank(first)) {
        return true;
      }
    }
    return false;
  }

  private static int skipEmptyLines(ByteBuf in, int from, int end) {
    int at = from;
    while (at < end && (in.getByte(at) == '\r' || in.getByte(at) == '\n')) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  // --- the request line: three words, one space between each two

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    endOfFirst = start + length;
    return start == 0 ? super.splitFirstWordInitialLine(line, start, length) : refuseLine();
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    endOfSecond = start + length;
    return isOneSpace(line, endOfFirst, start)
        ? super.splitSecondWordInitialLine(line, start, length)
        : refuseLine();
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    lineRead = true;
    return isOneSpace(line, endOfSecond, start)
        ? super.splitThirdWordInitialLine(line, start, length)
        : refuseLine();
  }

  private static boolean isOneSpace(byte[] line, int from, int to) {
    return to == from + 1 && line[from] == ' ';
  }

  private static String refuseLine() {
    throw new IllegalArgumentException("the request line is not three words with spaces between");
  }
}
