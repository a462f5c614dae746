package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection of HTTP/1, and its answer.
 *
 * <p>A head and what is written with it leave in one flush. Confined to its event loop.
 */
final class Http1ClientStream implements ClientStream {
  private static final ByteBuf END_OF_CHUNK = unreleasable("\r\n");
  private static final ByteBuf LAST_CHUNK = unreleasable("0\r\n\r\n");

  /** A chunk up to here is copied between its size and its end: one piece in place of three. */
  private static final int SMALL_CHUNK = 1024;

  private final Http1Connection connection;
  private final HttpVersion version;
  private final HttpMethod method;
  private final String target;
  private final HeaderList headers;
  private HeaderList trailers = Trailers.NONE;
  private @Nullable BodyListener listener;
  private @Nullable Consumer<Throwable> whenFailed;
  private @Nullable Runnable whenDrained;
  private boolean paused;
  private boolean discarded;
  private boolean ended;
  private boolean begun;
  private boolean chunked;
  private boolean delimited;
  private boolean closed;

  Http1ClientStream(
      Http1Connection connection,
      HttpVersion version,
      HttpMethod method,
      String target,
      HeaderList headers) {
    this.connection = connection;
    this.version = version;
    this.method = method;
    this.target = target;
    this.headers = headers;
  }

  private static ByteBuf unreleasable(String text) {
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer(text.length())
            .writeBytes(text.getBytes(StandardCharsets.US_ASCII))
            .asReadOnly());
  }

  // --- the request

  @Override
  public HttpVersion version() {
    return version;
  }

  @Override
  public HttpMethod method() {
    return method;
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public HeaderList headers() {
    return headers;
  }

  @Override
  public boolean isWebSocketStream() {
    return false;
  }

  /** Whether the client means to ask more on this connection (RFC 9112 §9.3). */
  boolean isKept() {
    return version == HttpVersion.HTTP_1_1
        ? !headers.lists(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        : headers.lists(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
  }

  // --- its body

  @Override
  public void read(BodyListener reader) {
    listener = reader;
    connection.read();
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    if (paused) {
      paused = false;
      connection.read();
    }
  }

  /** Whether somebody takes more of the body now. */
  boolean isWanted() {
    return !paused && (discarded || listener != null);
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  @Override
  public HeaderList trailers() {
    return trailers;
  }

  @Override
  public void discard() {
    listener = null;
    discarded = true;
    resume();
  }

  void piece(ByteBuf piece) {
    if (listener != null) {
      listener.piece(piece);
    }
  }

  void bodyEnded(HeaderList trail) {
    ended = true;
    trailers = trail;
    if (listener != null) {
      listener.bodyEnded();
    }
  }

  // --- what becomes of it

  @Override
  public void whenFailed(@Nullable Consumer<Throwable> failed) {
    whenFailed = failed;
  }

  @Override
  public void whenDrained(Runnable drained) {
    whenDrained = drained;
  }

  void drained() {
    if (whenDrained != null && !closed) {
      whenDrained.run();
    }
  }

  void failed(Throwable cause) {
    if (whenFailed != null) {
      whenFailed.accept(cause);
    }
  }

  void closed(Throwable cause) {
    closed = true;
    failed(cause);
  }

  // --- the answer

  @Override
  public void interim(int status, HeaderList heads) {
    write(status, HttpResponseStatus.valueOf(status).reasonPhrase(), heads, Unpooled.EMPTY_BUFFER);
    connection.flush();
  }

  @Override
  public void answer(int status, String reason, HeaderList heads, ByteBuf body) {
    begin(heads);
    write(status, reason, heads, body);
    connection.flush();
  }

  @Override
  public void head(int status, String reason, HeaderList heads, boolean open) {
    begin(heads);
    chunked = open;
    delimited = open || heads.contains(HttpHeaderNames.CONTENT_LENGTH);
    if (open) {
      heads.add(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    write(status, reason, heads, Unpooled.EMPTY_BUFFER);
  }

  private void begin(HeaderList heads) {
    begun = true;
    if (version == HttpVersion.HTTP_1_0 && !heads.contains(HttpHeaderNames.CONNECTION)) {
      heads.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  private void write(int status, String reason, HeaderList heads, ByteBuf body) {
    boolean old = version == HttpVersion.HTTP_1_0;
    connection.write(connection.heads().response(old, status, reason, heads, body, allocator()));
  }

  private ByteBufAllocator allocator() {
    return connection.channel().alloc();
  }

  @Override
  public void write(ByteBuf piece) {
    if (closed || !piece.isReadable()) {
      piece.release();
    } else if (chunked) {
      chunk(piece);
    } else {
      connection.write(piece);
    }
  }

  private void chunk(ByteBuf piece) {
    if (piece.readableBytes() <= SMALL_CHUNK) {
      connection.write(connection.heads().chunk(piece, allocator()));
      piece.release();
    } else {
      connection.write(connection.heads().chunkSize(piece.readableBytes(), allocator()));
      connection.write(piece);
      connection.write(END_OF_CHUNK.duplicate());
    }
  }

  @Override
  public void flush() {
    if (!closed) {
      connection.flush();
    }
  }

  @Override
  public void end(HeaderList trail) {
    if (closed) {
      return;
    }
    if (chunked) {
      connection.write(
          trail.count() == 0
              ? LAST_CHUNK.duplicate()
              : connection.heads().lastChunk(trail, allocator()));
    }
    connection.flush();
  }

  @Override
  public boolean hasBegun() {
    return begun;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean isFull() {
    return !connection.channel().isWritable();
  }

  @Override
  public void reset(Http2Error error) {
    if (closed) {
      return;
    }
    closed = true;
    if (delimited) {
      connection.close();
    } else {
      connection.reset(); // the end of the connection would be the end of the answer
    }
  }

  @Override
  public @Nullable NetSocket leave(HeaderList heads) {
    if (closed) {
      return null;
    }
    begun = true;
    write(101, HttpResponseStatus.SWITCHING_PROTOCOLS.reasonPhrase(), heads, Unpooled.EMPTY_BUFFER);
    connection.flush();
    return connection.leave();
  }
}
