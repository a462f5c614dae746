package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The response of an upstream on its way to the client.
 *
 * <p>The head waits for what comes with it: a small body leaves in one write with its head. Where
 * nothing comes in the same turn of the loop, the head goes alone, so that streams and slow answers
 * are seen at once. When the client is slower than the upstream, the upstream is paused. Confined
 * to its event loop.
 */
final class ResponseRelay implements AnswerTaker {
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

  private final ClientStream client;
  private final UpstreamResponse in;
  private final RequestSlot from;
  private final @Nullable ForwardTap tap;
  private final Listener listener;
  private final boolean bodiless;
  private final boolean http2;
  private @Nullable HeaderList head;
  private boolean chunked;
  private boolean closesClient;
  private long announced = -1;
  private long received;
  private boolean ended;
  private boolean waitsForClient;

  /**
   * @param tap hears what passes, where somebody wants to
   */
  ResponseRelay(
      ClientStream client,
      UpstreamResponse in,
      RequestSlot from,
      @Nullable ForwardTap tap,
      Listener listener) {
    this.client = client;
    this.in = in;
    this.from = from;
    this.tap = tap;
    this.listener = listener;
    this.http2 = client.isHttp2();
    int status = in.status();
    this.bodiless = client.method() == HttpMethod.HEAD || status == 204 || status == 304;
  }

  /** Takes the head; nothing is written before it is known what comes with it. */
  void head(HeaderList headers, boolean closeClient) {
    head = headers;
    frame(headers);
    closesClient |= closeClient;
    if (closesClient && !http2) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
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

  private void begin() {
    HeaderList headers = head;
    if (headers != null) {
      head = null;
      client.whenDrained(this::drained);
      client.head(in.status(), in.reason(), headers, chunked);
    }
  }

  @Override
  public void turnOver() {
    if (!ended && !bodiless && !client.isClosed()) {
      begin();
      client.flush();
    }
  }

  private void drained() {
    if (waitsForClient) {
      waitsForClient = false;
      listener.responseMoved(0);
      from.resume();
    }
  }

  @Override
  public void piece(ByteBuf piece) {
    if (ended || client.isClosed()) {
      return;
    }
    if (bodiless) {
      // Over HTTP/1 there is none to read; over HTTP/2 it would become the client's next answer.
      listener.broken(new IllegalStateException("a body that must not be"));
      return;
    }
    int bytes = piece.readableBytes();
    received += bytes;
    if (tap != null) {
      tap.answerPiece(piece);
    }
    if (head != null && isWhole(bytes)) {
      listener.responseWhole(bytes);
      ended = true;
      client.answer(in.status(), in.reason(), head, piece);
      head = null;
      return;
    }
    begin();
    listener.responseMoved(bytes);
    client.write(piece.retain());
    wait(client);
  }

  /** Whether this is all of it, and so little that it is copied behind its head. */
  private boolean isWhole(int bytes) {
    return bytes == announced && (http2 || bytes <= SMALL_BYTES) && !mayHaveTrailers();
  }

  private void wait(ClientStream to) {
    if (in.version() == HttpVersion.HTTP_2 || to.isFull()) {
      to.flush(); // of streams nobody says when a turn is over
    }
    if (to.isFull()) {
      waitsForClient = true;
      from.pause();
    }
  }

  @Override
  public void end(HttpHeaders trailers) {
    if (!ended && announced > received) {
      // Over HTTP/2 a head can be the end, whatever length it tells (RFC 9113 §8.1.1).
      listener.broken(new IllegalStateException("no body where there must be one"));
      return;
    }
    if (!ended && !client.isClosed()) {
      ended = true;
      begin();
      client.end(mayTakeTrailers() ? Trailers.thatMayTrail(trailers) : Trailers.NONE);
    }
    listener.responseSent();
  }

  /** RFC 9112 §7.1.2: only chunked messages have a place for them; RFC 9113 §8.1: all have. */
  private boolean mayTakeTrailers() {
    return http2 ? !bodiless : chunked;
  }

  private boolean mayHaveTrailers() {
    return http2 && in.version() == HttpVersion.HTTP_2;
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
