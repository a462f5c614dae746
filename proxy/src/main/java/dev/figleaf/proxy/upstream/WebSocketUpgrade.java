package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
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

  private final ClientStream client;
  private final boolean stream;
  private @Nullable String key;

  private WebSocketUpgrade(ClientStream client, boolean stream) {
    this.client = client;
    this.stream = stream;
  }

  /** What the request asks for; null when that is no WebSocket. Other upgrades are not known. */
  static @Nullable WebSocketUpgrade of(ClientStream request) {
    boolean stream = request.isWebSocketStream();
    return stream || isUpgrade(request) ? new WebSocketUpgrade(request, stream) : null;
  }

  private static boolean isUpgrade(ClientStream request) {
    CharSequence upgrade = request.headers().get(HttpHeaderNames.UPGRADE);
    return upgrade != null
        && HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(upgrade)
        && request.version() == HttpVersion.HTTP_1_1
        && request.method() == HttpMethod.GET
        && request.headers().lists(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
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
  void ask(HeaderList headers) {
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    if (stream) {
      byte[] nonce = new byte[16];
      ThreadLocalRandom.current().nextBytes(nonce);
      String fresh = Base64.getEncoder().encodeToString(nonce);
      key = fresh;
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, fresh);
    }
  }

  /**
   * Whether an answer may pass. On a stream, one of 2xx would open the WebSocket, and a 101 must be
   * one to this question (RFC 6455 §4.1); the client of an upgrade looks itself.
   */
  boolean mayPass(UpstreamResponse response) {
    if (!stream) {
      return true;
    }
    return response.status() == 101 ? isAccepted(response) : response.status() / 100 != 2;
  }

  private boolean isAccepted(UpstreamResponse response) {
    HttpHeaders headers = response.headers();
    return key != null
        && HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE))
        && accept(key).equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT));
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
   * Answers the client with these headers, and joins the ends.
   *
   * @param upstream the connection that has switched
   * @param whenClosed called once, when the tunnel has ended
   * @return false when there is none, because the client has left
   */
  boolean join(
      Loop loop, NetSocket upstream, HeaderList headers, Outcome outcome, Runnable whenClosed) {
    var upstreamEnd = new SocketEnd(upstream);
    TunnelEnd end = clientEnd(headers);
    if (end == null) {
      return false;
    }
    new Tunnel(loop, end, upstreamEnd, outcome, whenClosed).start();
    return true;
  }

  private @Nullable TunnelEnd clientEnd(HeaderList headers) {
    if (stream) {
      client.head(200, HttpResponseStatus.OK.reasonPhrase(), headers, false);
      client.flush();
      return new StreamEnd(client);
    }
    NetSocket socket = client.leave(headers);
    return socket == null ? null : new SocketEnd(socket);
  }
}
