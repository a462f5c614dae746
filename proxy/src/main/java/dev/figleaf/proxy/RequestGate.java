package dev.figleaf.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The strict gate between the decoder and the rules: what cannot be forwarded without two readers
 * disagreeing about it is refused.
 *
 * <p>Every refusal costs the client its connection, because nobody knows where the next request
 * would begin (RFC 9112 §6.3). Stateless.
 */
final class RequestGate {

  /** Why a request goes no further. */
  enum Refusal {
    BAD_FRAMING(400, "bad-framing"),
    BAD_HOST(400, "bad-host"),
    BAD_TARGET(400, "bad-target"),
    BAD_HEADER(400, "bad-header"),
    METHOD_REFUSED(405, "method-refused"),
    TARGET_TOO_LONG(414, "target-too-long"),
    HEAD_TOO_LARGE(431, "head-too-large"),
    LOOP(508, "loop");

    private final int status;
    private final String code;

    Refusal(int status, String code) {
      this.status = status;
      this.code = code;
    }

    int status() {
      return status;
    }

    String code() {
      return code;
    }
  }

  private static final AsciiString CDN_LOOP = AsciiString.cached("CDN-Loop");
  private static final AsciiString NO_NAME = AsciiString.EMPTY_STRING;
  private static final AsciiString CONTENT_LENGTH_ALIKE = AsciiString.cached("content_length");
  private static final AsciiString TRANSFER_ENCODING_ALIKE =
      AsciiString.cached("transfer_encoding");
  private static final AsciiString TRACE = AsciiString.cached("TRACE");

  private RequestGate() {}

  /** The first reason to refuse, or null. */
  static @Nullable Refusal check(HttpServerRequest request, String instance) {
    MultiMap headers = request.headers();
    if (!isFramedOnce(headers, request.version())) {
      return Refusal.BAD_FRAMING;
    }
    if (hasMisleadingName(headers)) {
      return Refusal.BAD_HEADER;
    }
    if (!hasOneHost(request, headers)) {
      return Refusal.BAD_HOST;
    }
    if (isRefused(request.method())) {
      return Refusal.METHOD_REFUSED;
    }
    if (request.version() == HttpVersion.HTTP_2 && !hasPlainTarget(request)) {
      return Refusal.BAD_TARGET;
    }
    return loops(headers, instance) ? Refusal.LOOP : null;
  }

  /** RFC 9112 §6.1 and §6.3: one length, told in one way, and nothing but {@code chunked}. */
  private static boolean isFramedOnce(MultiMap headers, HttpVersion version) {
    boolean sized = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
      return !sized
          && version == HttpVersion.HTTP_1_1
          && codings.size() == 1
          && codings.get(0).equalsIgnoreCase("chunked");
    }
    return !sized || isOneLength(headers.getAll(HttpHeaderNames.CONTENT_LENGTH));
  }

  private static boolean isOneLength(List<String> lengths) {
    String length = lengths.get(0);
    if (lengths.size() != 1 || length.isEmpty() || length.length() > 18) {
      return false;
    }
    for (int i = 0; i < length.length(); i++) {
      if (length.charAt(i) < '0' || length.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Names that some reader takes for those that frame a message; and no name at all. */
  private static boolean hasMisleadingName(MultiMap headers) {
    return headers.contains(NO_NAME)
        || headers.contains(CONTENT_LENGTH_ALIKE)
        || headers.contains(TRANSFER_ENCODING_ALIKE);
  }

  /** RFC 9112 §3.2: exactly one, and a valid one; HTTP/1.0 may have none. */
  private static boolean hasOneHost(HttpServerRequest request, MultiMap headers) {
    if (request.version() == HttpVersion.HTTP_2) {
      return hasOneAuthority(request, headers);
    }
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.isEmpty()) {
      return request.version() == HttpVersion.HTTP_1_0;
    }
    return hosts.size() == 1 && Authorities.isValid(hosts.get(0));
  }

  /**
   * RFC 9113 §8.3.1: {@code :authority}, or Host in its place. Vert.x resets the stream where there
   * are both and they differ.
   */
  private static boolean hasOneAuthority(HttpServerRequest request, MultiMap headers) {
    String authority = authority(request);
    return authority != null
        && Authorities.isValid(authority)
        && headers.getAll(HttpHeaderNames.HOST).size() <= 1;
  }

  /** What an HTTP/2 request names as its host, or null. */
  static @Nullable String authority(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? null : authority.toString();
  }

  /** RFC 9113 §8.3.1: the scheme of the web, and a path, never a whole address. */
  private static boolean hasPlainTarget(HttpServerRequest request) {
    String scheme = request.scheme();
    return ("http".equals(scheme) || "https".equals(scheme)) && request.uri().startsWith("/");
  }

  private static boolean isRefused(HttpMethod method) {
    return method == HttpMethod.CONNECT || TRACE.contentEquals(method.name());
  }

  /** RFC 8586: a request that was here before would go around for ever. */
  private static boolean loops(MultiMap headers, String instance) {
    String seen = headers.get(CDN_LOOP);
    return seen != null
        && headers.getAll(CDN_LOOP).stream().anyMatch(value -> value.contains(instance));
  }
}
