package dev.figleaf.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * The response of an upstream on its way to the client.
 *
 * <p>The head waits for what comes with it: a small body leaves in one write with its head. Where
 * nothing comes in the same turn of the loop, the head goes alone, so that streams and slow answers
 * are seen at once. When the client is slower than the upstream, the upstream is paused. Confined
 * to its event loop.
 */
final class ResponseRelay {
  private static final int SMALL_BYTES = 32 * 1024;

  /** What the owner is told. */
  interface Listener {
    /** The upstream sent, or the client took, something. */
    void responseMoved(int bytes);

    /** All of the body is here at once; {@link #responseSent} follows soon. */
    void responseWhole(int bytes);

    /** All of it has been handed to the client's connection. */
    void responseSent();

    /** It is not what its head announced. */
    void broken(Throwable cause);
  }

  private final HttpServerRequest client;
  private final HttpServerResponse out;
  private final UpstreamResponse in;
  private final RequestSlot from;
  private final Listener listener;
  private final boolean bodiless;
  private final boolean http2;
  private final Loop loop;
  private @Nullable HeaderList head;
  private @Nullable ResponseWriter writer;
  private boolean chunked;
  private boolean closesClient;
  private long announced = -1;
  private long received;
  private boolean ended;
  private boolean waitsForClient;

  ResponseRelay(
      Loop loop,
      HttpServerRequest client,
      UpstreamResponse in,
      RequestSlot from,
      Listener listener) {
    this.loop = loop;
    this.client = client;
    this.out = client.response();
    this.in = in;
    this.from = from;
    this.listener = listener;
    this.http2 = client.version() == HttpVersion.HTTP_2;
    int status = in.status();
    this.bodiless = client.method() == HttpMethod.HEAD || status == 204 || status == 304;
  }

  /** Takes the head; nothing is written before it is known what comes with it. */
  void head(HeaderList headers, boolean closeClient) {
    head = headers;
    frame(headers);
    closesClient |= closeClient;
    writer = mayBeWhole() ? ResponseWriter.ofIdle(client.connection()) : null;
    if (writer == null) {
      copyHead(headers);
    }
  }

  /** Whether one read can bring all of it, which can then leave as one piece. */
  private boolean mayBeWhole() {
    return client.version() == HttpVersion.HTTP_1_1
        && in.version() != HttpVersion.HTTP_2
        && !bodiless
        && !closesClient
        && announced >= 0
        && announced <= SMALL_BYTES
        && !client.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
  }

  /** How the client will know where the body ends (RFC 9112 §6.3). */
  private void frame(HeaderList headers) {
    if (bodiless) {
      return;
    }
    CharSequence length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null) {
      announced = Long.parseLong(length, 0, length.length(), 10);
    } else if (client.version() == HttpVersion.HTTP_1_0) {
      closesClient = true;
    } else {
      chunked = true;
    }
  }

  /** Leaves the head to Vert.x, which writes it with what follows. */
  private void copyHead(HeaderList headers) {
    head = null;
    out.setStatusCode(in.status());
    if (!out.getStatusMessage().equals(in.reason())) {
      out.setStatusMessage(in.reason());
    }
    headers.forEach((name, value) -> out.headers().add(name, value));
    if (chunked) {
      out.setChunked(true);
    }
    if (closesClient && !http2) {
      closeAfterwards();
    }
    out.drainHandler(_ -> drained());
  }

  private void closeAfterwards() {
    // Vert.x adds keep-alive for HTTP/1.0 on its own; the last word is ours.
    out.headersEndHandler(
        _ -> out.headers().set(HttpHeaderNames.CONNECTION, io.vertx.core.http.HttpHeaders.CLOSE));
  }

  /** Nothing more came with what was told. */
  void turnOver() {
    if (ended || bodiless || out.closed()) {
      return;
    }
    if (head != null) {
      copyHead(head);
    }
    if (!out.headWritten()) {
      out.writeHead();
    }
  }

  private void drained() {
    waitsForClient = false;
    listener.responseMoved(0);
    from.resume();
  }

  /** A piece of the body, which is the caller's. */
  void piece(ByteBuf piece) {
    if (ended || out.closed()) {
      return;
    }
    if (bodiless) {
      // Over HTTP/1 there is none to read; over HTTP/2 it would become the client's next answer.
      listener.broken(new IllegalStateException("a body that must not be"));
      return;
    }
    int bytes = piece.readableBytes();
    received += bytes;
    if (bytes == announced && !out.headWritten() && !mayHaveTrailers()) {
      listener.responseWhole(bytes);
      finish(piece);
      return;
    }
    if (head != null) {
      copyHead(head);
    }
    listener.responseMoved(bytes);
    out.write(copy(piece));
    if (out.writeQueueFull()) {
      waitsForClient = true;
      from.pause();
    }
  }

  /** A copy on the heap, which nobody needs to give back. */
  private static Buffer copy(ByteBuf piece) {
    int bytes = piece.readableBytes();
    return BufferInternal.buffer(
        VertxByteBufAllocator.DEFAULT
            .heapBuffer(bytes)
            .writeBytes(piece, piece.readerIndex(), bytes));
  }

  private void finish(ByteBuf all) {
    ended = true;
    if (head == null || writer == null) {
      out.end(copy(all));
    } else {
      writer.ready(
          loop.heads().response(in.status(), in.reason(), head, all, ByteBufAllocator.DEFAULT));
      head = null;
      out.end();
    }
  }

  /** There is no more of it. */
  void end(HttpHeaders trailers) {
    if (!ended && announced > received) {
      // Over HTTP/2 a head can be the end, whatever length it tells (RFC 9113 §8.1.1).
      listener.broken(new IllegalStateException("no body where there must be one"));
      return;
    }
    if (!ended && !out.closed()) {
      if (head != null) {
        copyHead(head);
      }
      ended = true;
      copyTrailers(trailers);
      endBodiless();
    }
    listener.responseSent();
  }

  private void endBodiless() {
    if (isWithoutBody() && !out.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      // Vert.x would add a Content-Length of 0, which a 204 must not have (RFC 9110 §8.6), and
      // which is not what an answer without a length said.
      boolean close = closesClient && !http2;
      out.headersEndHandler(
          _ -> {
            out.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
            if (close) {
              out.headers().set(HttpHeaderNames.CONNECTION, io.vertx.core.http.HttpHeaders.CLOSE);
            }
          });
    }
    out.end();
  }

  /** On HTTP/2 a head alone may be a whole answer, as that of a gRPC call that failed. */
  private boolean isWithoutBody() {
    return bodiless || (http2 && !out.headWritten());
  }

  private void copyTrailers(HttpHeaders trailers) {
    if (mayTakeTrailers() && !trailers.isEmpty()) {
      trailers.forEach(entry -> addTrailer(entry.getKey(), entry.getValue()));
    }
  }

  /** RFC 9112 §7.1.2: only chunked messages have a place for them; RFC 9113 §8.1: all have. */
  private boolean mayTakeTrailers() {
    return http2 ? !bodiless : out.isChunked();
  }

  private boolean mayHaveTrailers() {
    return http2 && in.version() == HttpVersion.HTTP_2;
  }

  private void addTrailer(String name, String value) {
    if (RequestTrailers.mayTrail(name)) {
      out.putTrailer(name, value);
    }
  }

  /** Whether the client is the one that is slow. */
  boolean waitsForClient() {
    return waitsForClient;
  }

  /**
   * Whether the head announces a body that must not come (RFC 9110 §15.3.5, §15.4.5): an upstream
   * that sends it all the same is out of step.
   */
  boolean announcesTooMuch() {
    int status = in.status();
    String length = in.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return (status == 204 || status == 304)
        && (in.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
            || length != null && !length.equals("0"));
  }

  /** Whether the client's connection must not be used again. */
  boolean closesClient() {
    return closesClient;
  }
}
