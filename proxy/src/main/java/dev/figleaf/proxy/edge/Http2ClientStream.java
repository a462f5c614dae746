package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a client's connection of HTTP/2, over what Vert.x makes of it.
 *
 * <p>Bodies are on the heap there, both ways. Confined to its event loop.
 */
final class Http2ClientStream implements ClientStream {
  private final HttpServerRequest in;
  private final HttpServerResponse out;
  private final HeaderList headers;
  private @Nullable BodyListener listener;
  private boolean begun;
  private boolean hasLength;

  Http2ClientStream(HttpServerRequest request) {
    this.in = request;
    this.out = request.response();
    MultiMap all = request.headers();
    this.headers = HeaderList.ofSize(all.size());
    all.forEach(header -> headers.add(header.getKey(), header.getValue()));
  }

  HttpServerRequest request() {
    return in;
  }

  // --- the request

  @Override
  public HttpVersion version() {
    return HttpVersion.HTTP_2;
  }

  @Override
  public HttpMethod method() {
    return in.method();
  }

  @Override
  public String target() {
    return in.uri();
  }

  @Override
  public HeaderList headers() {
    return headers;
  }

  @Override
  public boolean isWebSocketStream() {
    return StreamProtocol.isWebSocket(in);
  }

  // --- its body

  @Override
  public void read(BodyListener reader) {
    listener = reader;
    in.handler(this::piece);
    in.endHandler(_ -> ended());
  }

  private void piece(Buffer piece) {
    if (listener != null) {
      listener.piece(((BufferInternal) piece).getByteBuf());
    }
  }

  private void ended() {
    if (listener != null) {
      listener.bodyEnded();
    }
  }

  @Override
  public void pause() {
    in.pause();
  }

  @Override
  public void resume() {
    in.resume();
  }

  @Override
  public boolean isEnded() {
    return in.isEnded();
  }

  @Override
  public HeaderList trailers() {
    return StreamTrailers.of(in);
  }

  @Override
  public void discard() {
    listener = null;
    in.resume();
  }

  // --- the answer

  @Override
  public void whenFailed(@Nullable Consumer<Throwable> failed) {
    out.exceptionHandler(failed == null ? null : failed::accept);
  }

  @Override
  public void whenDrained(Runnable drained) {
    out.drainHandler(_ -> drained.run());
  }

  /** Of 100 and 103 Vert.x knows; others are heads that do not end their stream. */
  @Override
  public void interim(int status, HeaderList head) {
    switch (status) {
      case 100 -> out.writeContinue();
      case 103 -> out.writeEarlyHints(multiMap(head));
      default -> writeInterim(status, head);
    }
  }

  private static MultiMap multiMap(HeaderList head) {
    MultiMap map = MultiMap.caseInsensitiveMultiMap();
    head.forEach(map::add);
    return map;
  }

  private void writeInterim(int status, HeaderList head) {
    Channel channel = EdgeConnection.channel(in.connection());
    Http2ConnectionHandler codec = channel.pipeline().get(Http2ConnectionHandler.class);
    int stream = (int) in.streamId();
    if (codec == null || codec.connection().stream(stream) == null) {
      return;
    }
    Http2Headers headers =
        new DefaultHttp2Headers(false).status(HttpResponseStatus.valueOf(status).codeAsText());
    head.forEach((name, value) -> headers.add(name.toString().toLowerCase(Locale.ROOT), value));
    ChannelHandlerContext context = channel.pipeline().context(codec);
    codec.encoder().writeHeaders(context, stream, headers, 0, false, context.newPromise());
    context.flush();
  }

  @Override
  public void answer(int status, String reason, HeaderList head, ByteBuf body) {
    head(status, reason, head, false);
    if (body.isReadable()) {
      out.end(onHeap(body));
    } else {
      end(Trailers.NONE);
    }
  }

  @Override
  public void head(int status, String reason, HeaderList head, boolean chunked) {
    begun = true;
    hasLength = head.contains(HttpHeaderNames.CONTENT_LENGTH);
    out.setStatusCode(status);
    MultiMap told = out.headers().clear();
    head.forEach(told::add);
  }

  @Override
  public void write(ByteBuf piece) {
    if (!out.closed()) {
      out.write(onHeap(piece));
    }
    piece.release();
  }

  private static Buffer onHeap(ByteBuf piece) {
    return BufferInternal.buffer(Unpooled.copiedBuffer(piece));
  }

  @Override
  public void flush() {
    if (begun && !out.headWritten() && !out.closed()) {
      out.writeHead();
    }
  }

  @Override
  public void end(HeaderList trailers) {
    if (out.closed()) {
      return;
    }
    trailers.forEach((name, value) -> out.putTrailer(name, value));
    if (!out.headWritten() && !hasLength) {
      // Vert.x would add a Content-Length of 0, which a 204 must not have (RFC 9110 §8.6), and
      // which is not what an answer without a length said.
      out.headersEndHandler(_ -> out.headers().remove(HttpHeaderNames.CONTENT_LENGTH));
    }
    out.end();
  }

  /** Whether its head has left: until then another answer may take its place. */
  @Override
  public boolean hasBegun() {
    return out.headWritten();
  }

  @Override
  public boolean isClosed() {
    return out.closed() || out.ended();
  }

  @Override
  public boolean isFull() {
    return out.writeQueueFull();
  }

  @Override
  public void reset(Http2Error error) {
    out.reset(error.code());
  }

  @Override
  public @Nullable NetSocket leave(HeaderList head) {
    throw new IllegalStateException("a stream of HTTP/2 has no connection of its own");
  }
}
