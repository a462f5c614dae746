package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.http.BodyReader;
import dev.figleaf.proxy.http.ChunkReader;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Lengths;
import dev.figleaf.proxy.http.RequestReader;
import dev.figleaf.proxy.http.SizedReader;
import dev.figleaf.proxy.http.Trailers;
import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.proxy.upstream.BrokenBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the requests in what one connection of HTTP/1 brings, one after the other: the next one is
 * looked at when the one before was answered, and the client takes its answers.
 *
 * <p>What is not wanted yet stays as bytes, and when there are too many of them, in the socket.
 * Confined to its event loop.
 */
final class Http1Requests {

  private enum Part {
    HEAD,
    BODY,
    /** The request is whole, and being served. */
    NOTHING,
    /** Whatever comes is thrown away. */
    WASTE
  }

  private final Http1Connection connection;
  private final Http1Connection.Owner owner;
  private final RequestReader reader;
  private final long ahead;
  private @Nullable ByteBuf held;
  private @Nullable Http1ClientStream stream;
  private @Nullable BodyReader body;
  private Part part = Part.HEAD;
  private int seen;
  private boolean headBegan;
  private boolean reading;

  /**
   * Begins with a head.
   *
   * @param reader of heads, the one of the event loop
   * @param ahead how many bytes of further requests may wait here
   */
  Http1Requests(
      Http1Connection connection, Http1Connection.Owner owner, RequestReader reader, long ahead) {
    this.connection = connection;
    this.owner = owner;
    this.reader = reader;
    this.ahead = ahead;
  }

  /** The request that is served; null between two. */
  @Nullable Http1ClientStream served() {
    return stream;
  }

  /** Whether some, but not all, of a head is there. */
  boolean isInHead() {
    return headBegan;
  }

  /** Whether the caller was called from here, so that what it writes is flushed soon. */
  boolean isReading() {
    return reading;
  }

  private Channel channel() {
    return connection.channel();
  }

  // --- what comes

  /** Takes bytes over. */
  void came(ByteBuf bytes) {
    if (part == Part.WASTE) {
      bytes.release();
      return;
    }
    held =
        held == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel().alloc(), held, bytes);
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
    connection.readOver();
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
      case BODY -> isWanted();
      case WASTE -> true;
    };
  }

  private boolean isWanted() {
    return stream != null && stream.isWanted();
  }

  /** One step; whether there may be another. */
  private boolean step(ByteBuf in) {
    return switch (part) {
      case HEAD -> channel().isWritable() && head(in);
      case BODY -> body(in, Objects.requireNonNull(stream), Objects.requireNonNull(body));
      case NOTHING -> false;
      case WASTE -> {
        drop();
        yield false;
      }
    };
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
            connection, reader.version(), reader.method(), reader.target(), reader.headers());
    stream = request;
    headBegan = false;
    seen = 0;
    if (refused == null) {
      in.skipBytes(reader.length());
      frame(request);
    } else {
      request.bodyEnded(Trailers.NONE);
      part = Part.WASTE;
    }
    owner.requested(request, refused);
  }

  private void frame(Http1ClientStream request) {
    body = body(request.headers());
    part = body == null ? Part.NOTHING : Part.BODY;
    if (body == null) {
      request.bodyEnded(Trailers.NONE);
    }
  }

  /** RFC 9112 §6.3; what says it in two ways is refused before anybody asks for the body. */
  private @Nullable BodyReader body(HeaderList headers) {
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return new ChunkReader(reader);
    }
    CharSequence length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null || !Lengths.isLength(length)) {
      return null;
    }
    long bytes = Long.parseLong(length, 0, length.length(), 10);
    return bytes == 0 ? null : new SizedReader(bytes);
  }

  // --- a body

  private boolean body(ByteBuf in, Http1ClientStream request, BodyReader reads) {
    if (!request.isWanted()) {
      return false;
    }
    int bytes = reads.next(in);
    switch (bytes) {
      case BodyReader.MORE -> {
        return false;
      }
      case BodyReader.END -> whole(request, reads);
      case BodyReader.BROKEN -> {
        part = Part.WASTE;
        request.failed(new BrokenBody());
      }
      default -> {
        request.piece(in.readSlice(bytes));
        if (reads.isOver()) {
          whole(request, reads);
        }
      }
    }
    return true;
  }

  private void whole(Http1ClientStream request, BodyReader read) {
    if (part != Part.WASTE) {
      part = Part.NOTHING;
      request.bodyEnded(read.trailers());
    }
  }

  // --- what its owner wants

  /** The request was answered; another may come. */
  void next() {
    stream = null;
    body = null;
    if (part == Part.WASTE) {
      return;
    }
    part = Part.HEAD;
    if (held != null && !reading) {
      // In a turn of its own: this one is that of an upstream.
      channel().eventLoop().execute(this::read);
    }
  }

  /** Looks at nothing until {@link #first}. */
  void hold() {
    part = Part.NOTHING;
  }

  /** Begins, with these bytes before those that were held. */
  void first(ByteBuf head) {
    ByteBuf behind = held;
    held = behind == null ? head : Unpooled.wrappedBuffer(head, behind);
    part = Part.HEAD;
    read();
  }

  /** Whatever comes from now on is thrown away. */
  void discard() {
    part = Part.WASTE;
    read();
  }

  /** What was not looked at, for another owner. */
  @Nullable ByteBuf rest() {
    ByteBuf rest = held;
    held = null;
    return rest;
  }
}
