package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
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

    /** All of it has been handed to the client's connection. */
    void responseSent();

    /** The upstream broke off. */
    void responseBroken(Throwable cause);
  }

  private final HttpServerRequest client;
  private final HttpServerResponse out;
  private final HttpClientResponse in;
  private final Listener listener;
  private final boolean bodiless;
  private final boolean http2;
  private boolean closesClient;
  private long announced = -1;
  private long received;
  private boolean ended;
  private boolean waitsForClient;

  ResponseRelay(HttpServerRequest client, HttpClientResponse in, Listener listener) {
    this.client = client;
    this.out = client.response();
    this.in = in;
    this.listener = listener;
    this.http2 = client.version() == HttpVersion.HTTP_2;
    int status = in.statusCode();
    this.bodiless = client.method() == HttpMethod.HEAD || status == 204 || status == 304;
  }

  /** Copies status and headers; nothing is written yet. */
  void copyHead(ForwardPlan plan, ResponseRewriter.Sides sides, boolean closeClient) {
    out.setStatusCode(in.statusCode());
    if (!out.getStatusMessage().equals(in.statusMessage())) {
      out.setStatusMessage(in.statusMessage());
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
    var headers = (HttpHeaders) netty(in.headers());
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
    if (in.statusCode() == 204) {
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
    in.exceptionHandler(listener::responseBroken);
    in.handler(this::piece);
    in.endHandler(_ -> end());
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
    in.resume();
  }

  private void piece(Buffer piece) {
    if (ended || out.closed()) {
      return;
    }
    if (bodiless) {
      // Over HTTP/1 there is none to read; over HTTP/2 it would become the client's next answer.
      listener.responseBroken(new IllegalStateException("a body that must not be"));
      return;
    }
    received += piece.length();
    listener.responseMoved(piece.length());
    if (piece.length() == announced && !out.headWritten() && !mayHaveTrailers()) {
      finish(piece);
      return;
    }
    out.write(piece);
    if (out.writeQueueFull()) {
      waitsForClient = true;
      in.pause();
    }
  }

  /**
   * Nobody wants the rest. What was read while the upstream was paused is released here, because
   * Vert.x forgets it when the connection closes.
   */
  void discard() {
    ended = true;
    in.resume();
  }

  private void finish(Buffer last) {
    ended = true;
    out.end(last);
  }

  private void end() {
    if (!ended && announced > received) {
      // Over HTTP/2 a head can be the end, whatever length it tells (RFC 9113 §8.1.1).
      listener.responseBroken(new IllegalStateException("no body where there must be one"));
      return;
    }
    if (!ended && !out.closed()) {
      ended = true;
      copyTrailers();
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

  private void copyTrailers() {
    if (mayTakeTrailers() && !in.trailers().isEmpty()) {
      in.trailers().forEach(entry -> addTrailer(entry.getKey(), entry.getValue()));
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
    int status = in.statusCode();
    String length = in.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    return (status == 204 || status == 304)
        && (in.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
            || length != null && !length.equals("0"));
  }

  /** Whether the client's connection must not be used again. */
  boolean closesClient() {
    return closesClient;
  }

  /**
   * The headers below Vert.x: both kinds that its HTTP/1.1 side hands out are, or wrap, Netty's.
   */
  static HttpHeaders netty(MultiMap headers) {
    if (headers instanceof HttpHeaders netty) {
      return netty;
    }
    var copy = new io.netty.handler.codec.http.DefaultHttpHeaders(false);
    headers.forEach(entry -> copy.add(entry.getKey(), entry.getValue()));
    return copy;
  }

  private static boolean same(String header, CharSequence name) {
    return AsciiString.contentEqualsIgnoreCase(header, name);
  }
}
