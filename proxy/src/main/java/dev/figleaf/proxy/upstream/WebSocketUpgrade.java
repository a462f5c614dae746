package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A client's request for a WebSocket, from the question to the joined ends: an upgrade of its
 * connection (RFC 6455 §4.1), or an extended CONNECT on a stream of HTTP/2 (RFC 8441 §5).
 *
 * <p>The upstream sees an upgrade either way. A stream has no key to prove that an upstream meant
 * it, so one is made here, and the proof looked at. Confined to its event loop.
 */
final class WebSocketUpgrade {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final HttpServerRequest client;
  private final boolean stream;
  private @Nullable String key;

  private WebSocketUpgrade(HttpServerRequest client, boolean stream) {
    this.client = client;
    this.stream = stream;
  }

  /** What the request asks for; null when that is no WebSocket. Other upgrades are not known. */
  static @Nullable WebSocketUpgrade of(HttpServerRequest request) {
    boolean stream = StreamProtocol.isWebSocket(request);
    return stream || isUpgrade(request) ? new WebSocketUpgrade(request, stream) : null;
  }

  private static boolean isUpgrade(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_1_1
        && request.method() == HttpMethod.GET
        && HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(
            request.getHeader(HttpHeaderNames.UPGRADE))
        && request.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        && !request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  /**
   * Lets what a client says on its stream wait for the answer: until then it is neither a body nor
   * a message. Called in the turn in which the request came.
   */
  void hold() {
    if (stream) {
      client.pause();
    }
  }

  /** Asks an upstream of HTTP/1.1. */
  void ask(HttpClientRequest request) {
    request
        .headers()
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    if (stream) {
      byte[] nonce = new byte[16];
      ThreadLocalRandom.current().nextBytes(nonce);
      String fresh = Base64.getEncoder().encodeToString(nonce);
      key = fresh;
      request.headers().set(HttpHeaderNames.SEC_WEBSOCKET_KEY, fresh);
    }
    request.connect();
  }

  /** Whether an answer other than 101 may pass: on a stream one of 2xx would open the WebSocket. */
  boolean mayPass(HttpClientResponse response) {
    return !stream || response.statusCode() / 100 != 2;
  }

  /**
   * Whether a 101 is one to this question (RFC 6455 §4.1); the client of an upgrade looks itself.
   */
  boolean isAccepted(HttpClientResponse response) {
    return !stream
        || key != null
            && HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(
                response.getHeader(HttpHeaderNames.UPGRADE))
            && accept(key).equals(response.getHeader(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT));
  }

  private static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /**
   * Answers the client with the head that stands in its response, and joins the ends.
   *
   * @param whenClosed called once, when the tunnel has ended; not when the future fails
   * @return fails when the client has left
   */
  Future<Void> join(Loop loop, HttpClientResponse accepted, Outcome outcome, Runnable whenClosed) {
    SocketEnd upstream = SocketEnd.ofUpstream(accepted);
    return clientEnd()
        .map(
            end -> {
              new Tunnel(loop, end, upstream, outcome, whenClosed).start();
              return null;
            });
  }

  private Future<TunnelEnd> clientEnd() {
    if (stream) {
      client.response().setStatusCode(200).writeHead();
      return Future.succeededFuture(new StreamEnd(client));
    }
    return client.toNetSocket().map(SocketEnd::ofClient);
  }
}
