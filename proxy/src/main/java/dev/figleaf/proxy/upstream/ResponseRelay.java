package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The response of an upstream on its way to the client.
 *
 * <p>The head waits for what comes with it: a small body leaves in one write with its head. Where
 * nothing comes in the same turn of the loop, the head goes alone, so that streams and slow answers
 * are seen at once. When the client is slower than the upstream, the upstream is paused. Confined
 * to its event loop.
 */
final class ResponseRelay {
  private static final AsciiString VIA = AsciiString.cached("Via");

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
  private boolean closesClient;
  private long announced = -1;
  private long received;
  private boolean ended;
  private boolean waitsForClient;

  ResponseRelay(
      HttpServerRequest client, UpstreamResponse in, RequestSlot from, Listener listener) {
    this.client = client;
    this.out = client.response();
    this.in = in;
    this.from = from;
    this.listener = listener;
    this.http2 = client.version() == HttpVersion.HTTP_2;
    int status = in.status();
    this.bodiless = client.method() == HttpMethod.HEAD || status == 204 || status == 304;
  }

  /** Copies status and headers; nothing is written yet. */
  void copyHead(ForwardPlan plan, ResponseRewriter.Sides sides, boolean closeClient) {
    out.setStatusCode(in.status());
    if (!out.getStatusMessage().equals(in.reason())) {
      out.setStatusMessage(in.reason());
    }
    copyEndToEnd(plan.rewriter(), sides);
    out.headers().add(VIA, RequestHeaders.via(in.version()));
    HeaderEditing.apply(out.headers(), plan.responseEdits());
    frame();
    closesClient |= closeClient;
    if (closesClient && !http2) {
      closeAfterwards();
    }
  }

  /**
   * Copies the headers of a 101 that opens a WebSocket. On a stream there is nothing to switch, and
   * no key that the upstream answered (RFC 8441 §5).
   */
  void copyUpgrade(ForwardPlan plan, ResponseRewriter.Sides sides) {
    copyEndToEnd(plan.rewriter(), sides);
    out.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    if (http2) {
      out.headers().remove(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
    } else {
      out.headers()
          .add(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
          .add(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    }
    HeaderEditing.apply(out.headers(), plan.responseEdits());
  }

  private void copyEndToEnd(ResponseRewriter rewriter, ResponseRewriter.Sides sides) {
    HttpHeaders headers = in.headers();
    List<String> named = HopHeaders.namedByConnection(headers);
    MultiMap target = out.headers();
    Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      CharSequence name = header.getKey();
      if (!HopHeaders.isHop(name) && !HopHeaders.isNamed(named, name)) {
        target.add(name, seenByClient(name, header.getValue(), rewriter, sides));
      }
    }
  }

  private static CharSequence seenByClient(
      CharSequence name,
      CharSequence value,
      ResponseRewriter rewriter,
      ResponseRewriter.Sides sides) {
    return switch (name.length()) {
      case 7 -> same("refresh", name) ? rewriter.refresh(value.toString(), sides) : value;
      case 8 -> same("location", name) ? rewriter.location(value.toString(), sides) : value;
      case 10 -> same("set-cookie", name) ? rewriter.setCookie(value.toString(), sides) : value;
      case 16 ->
          same("content-location", name) ? rewriter.location(value.toString(), sides) : value;
      default -> value;
    };
  }

  /** How the client will know where the body ends (RFC 9112 §6.3). */
  private void frame() {
    if (in.status() == 204) {
      out.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    }
    if (bodiless) {
      return;
    }
    String length = out.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null) {
      announced = Long.parseLong(length);
    } else if (client.version() == HttpVersion.HTTP_1_0) {
      closesClient = true;
    } else {
      out.setChunked(true);
    }
  }

  private void closeAfterwards() {
    // Vert.x adds keep-alive for HTTP/1.0 on its own; the last word is ours.
    out.headersEndHandler(
        _ -> out.headers().set(HttpHeaderNames.CONNECTION, io.vertx.core.http.HttpHeaders.CLOSE));
  }

  /** Lets the body come. */
  void start(Loop loop) {
    out.drainHandler(_ -> drained());
    loop.execute(this::headAlone);
  }

  private void headAlone() {
    if (!ended && !out.headWritten() && !out.closed() && !bodiless) {
      out.writeHead();
    }
  }

  private void drained() {
    waitsForClient = false;
    listener.responseMoved(0);
    from.resume();
  }

  /** A piece of the body. */
  void piece(Buffer piece) {
    if (ended || out.closed()) {
      return;
    }
    if (bodiless) {
      // Over HTTP/1 there is none to read; over HTTP/2 it would become the client's next answer.
      listener.broken(new IllegalStateException("a body that must not be"));
      return;
    }
    received += piece.length();
    if (piece.length() == announced && !out.headWritten() && !mayHaveTrailers()) {
      listener.responseWhole(piece.length());
      finish(piece);
      return;
    }
    listener.responseMoved(piece.length());
    out.write(piece);
    if (out.writeQueueFull()) {
      waitsForClient = true;
      from.pause();
    }
  }

  private void finish(Buffer last) {
    ended = true;
    out.end(last);
  }

  /** There is no more of it. */
  void end(HttpHeaders trailers) {
    if (!ended && announced > received) {
      // Over HTTP/2 a head can be the end, whatever length it tells (RFC 9113 §8.1.1).
      listener.broken(new IllegalStateException("no body where there must be one"));
      return;
    }
    if (!ended && !out.closed()) {
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

  private static boolean same(String header, CharSequence name) {
    return AsciiString.contentEqualsIgnoreCase(header, name);
  }
}
