package dev.figleaf.proxy.edge;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/**
 * A CONNECT that says what its stream shall become (RFC 8441 §4). Vert.x takes none of these, so it
 * is given the GET that stands for it in HTTP/1.1, and the stream is remembered.
 *
 * <p>Everything else in the head stays as it is: the gate looks at what the client sent.
 */
final class ExtendedConnect {
  /** {@code SETTINGS_ENABLE_CONNECT_PROTOCOL} (RFC 8441 §3). */
  static final int SETTING = 8;

  private static final AsciiString PROTOCOL =
      AsciiString.cached(Http2Headers.PseudoHeaderName.PROTOCOL.value().toString());
  private static final AsciiString CONNECT = AsciiString.cached(HttpMethod.CONNECT.name());
  private static final AsciiString GET = AsciiString.cached(HttpMethod.GET.name());

  private ExtendedConnect() {}

  /**
   * Rewrites the head of a request, if it is one.
   *
   * @param end whether the stream ends with its head
   * @throws Http2Exception when a {@code :protocol} stands where none may
   */
  static void rewrite(Channel channel, int stream, Http2Headers head, boolean end)
      throws Http2Exception {
    List<CharSequence> protocols = head.getAll(PROTOCOL);
    if (protocols.isEmpty()) {
      return;
    }
    if (protocols.size() > 1 || end || !isWhole(head)) {
      throw Http2Exception.streamError(
          stream, Http2Error.PROTOCOL_ERROR, "no extended CONNECT (RFC 8441)");
    }
    head.remove(PROTOCOL);
    head.method(GET);
    StreamProtocol.keep(channel, stream, protocols.getFirst());
  }

  /** With a target, unlike any other CONNECT, and without a length: what follows is no body. */
  private static boolean isWhole(Http2Headers head) {
    return head.getAll(Http2Headers.PseudoHeaderName.METHOD.value()).size() == 1
        && CONNECT.contentEquals(head.method())
        && head.scheme() != null
        && head.path() != null
        && head.authority() != null
        && !head.contains(HttpHeaderNames.CONTENT_LENGTH);
  }
}
