package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.http.FieldValues;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Lengths;
import dev.figleaf.proxy.telemetry.Refused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The strict gate between the decoder and the rules: what cannot be forwarded without two readers
 * disagreeing about it is refused, whatever version of HTTP brought it.
 *
 * <p>Every refusal costs the client its connection, because nobody knows where the next request
 * would begin (RFC 9112 §6.3). One gate looks at one request after the other, on one event loop.
 */
final class RequestGate {
  private static final AsciiString CDN_LOOP = AsciiString.cached("CDN-Loop");
  private static final AsciiString CONTENT_LENGTH_ALIKE = AsciiString.cached("content_length");
  private static final AsciiString TRANSFER_ENCODING_ALIKE =
      AsciiString.cached("transfer_encoding");
  private static final AsciiString X_FORWARDED_ALIKE = AsciiString.cached("x_forwarded_");
  private static final String CHUNKED = "chunked";
  private static final AsciiString TRACE = AsciiString.cached("TRACE");

  private final String instance;
  private final Limits limits;
  private final long mostHeaderBytes;
  private final long mostBytes;
  private final int mostHeaders;
  private boolean checksText;
  private int count;
  private int hosts;
  private int lengths;
  private int encodings;
  private long bytes;
  private boolean loopMarked;

  /**
   * Makes a gate.
   *
   * @param instance this facade's own marker in {@code CDN-Loop}
   */
  RequestGate(Limits limits, String instance) {
    this.limits = limits;
    this.instance = instance;
    this.mostHeaderBytes = limits.header().bytes();
    this.mostBytes = limits.headers().bytes();
    this.mostHeaders = limits.headerCount();
  }

  /**
   * The first reason to refuse, or null.
   *
   * @param version null for one that is not known
   * @param target null for a CONNECT over HTTP/2, which has none
   * @param authority of an HTTP/2 request; null for HTTP/1
   */
  @Nullable Refused check(
      @Nullable HttpVersion version,
      HttpMethod method,
      @Nullable String target,
      @Nullable String authority,
      HeaderList headers) {
    if (version == null) {
      return Refused.BAD_VERSION;
    }
    if (target == null) {
      return Refused.METHOD_REFUSED;
    }
    if (target.length() > limits.requestLine().bytes()) {
      return Refused.TARGET_TOO_LONG;
    }
    Refused bad = lines(headers, version);
    if (bad != null) {
      return bad;
    }
    Refused unframed =
        version == HttpVersion.HTTP_2 ? framedByStream(headers) : framedOnce(headers, version);
    if (unframed != null) {
      return unframed;
    }
    if (!hasOneHost(headers, version, authority)) {
      return Refused.BAD_HOST;
    }
    if (method == HttpMethod.CONNECT || TRACE.contentEquals(method.name())) {
      return Refused.METHOD_REFUSED;
    }
    return loopMarked && loops(headers) ? Refused.LOOP : null;
  }

  // --- each line

  private @Nullable Refused lines(HeaderList headers, HttpVersion version) {
    // The text of HTTP/1 was looked at when it was read; of HTTP/2 Netty leaves some to others.
    checksText = version == HttpVersion.HTTP_2;
    count = 0;
    hosts = 0;
    lengths = 0;
    encodings = 0;
    bytes = 0;
    loopMarked = false;
    for (int i = 0; i < headers.count(); i++) {
      Refused refused = line(headers.name(i), headers.value(i));
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  private @Nullable Refused line(CharSequence name, CharSequence value) {
    int size = name.length() + value.length();
    bytes += size + 4; // with its colon, its space and its end
    if (size > mostHeaderBytes) {
      return Refused.HEADER_TOO_LARGE;
    }
    if (++count > mostHeaders) {
      return Refused.TOO_MANY_HEADERS;
    }
    if (bytes > mostBytes) {
      return Refused.HEAD_TOO_LARGE;
    }
    count(name);
    return isMisleading(name) || checksText && !isText(name, value) ? Refused.BAD_HEADER : null;
  }

  private void count(CharSequence name) {
    switch (name.length()) {
      case 4 -> hosts += same(HttpHeaderNames.HOST, name);
      case 8 -> loopMarked |= same(CDN_LOOP, name) == 1;
      case 14 -> lengths += same(HttpHeaderNames.CONTENT_LENGTH, name);
      case 17 -> encodings += same(HttpHeaderNames.TRANSFER_ENCODING, name);
      default -> {}
    }
  }

  private static int same(AsciiString header, CharSequence name) {
    return AsciiString.contentEqualsIgnoreCase(header, name) ? 1 : 0;
  }

  /** No name at all, or one that some reader takes for one that is trusted (CGI: RFC 3875). */
  private static boolean isMisleading(CharSequence name) {
    return switch (name.length()) {
      case 0 -> true;
      case 14 -> same(CONTENT_LENGTH_ALIKE, name) == 1 || isForwardedAlike(name);
      case 17 -> same(TRANSFER_ENCODING_ALIKE, name) == 1 || isForwardedAlike(name);
      default -> isForwardedAlike(name);
    };
  }

  private static boolean isForwardedAlike(CharSequence name) {
    int length = X_FORWARDED_ALIKE.length();
    if (name.length() <= length || name.charAt(1) != '_' && name.charAt(11) != '_') {
      return false;
    }
    return isDashOrUnderscore(name.charAt(1))
        && isDashOrUnderscore(name.charAt(11))
        && AsciiString.regionMatches(X_FORWARDED_ALIKE, true, 2, name, 2, length - 3);
  }

  private static boolean isDashOrUnderscore(char c) {
    return c == '-' || c == '_';
  }

  private static boolean isText(CharSequence name, CharSequence value) {
    return HttpHeaderValidationUtil.validateToken(name) < 0 && FieldValues.isText(value);
  }

  // --- the message

  /**
   * RFC 9112 §6.1 and §6.3: one length, told in one way, and nothing but {@code chunked}. What says
   * nothing that could frame a body is a bad header; what says it in two ways is bad framing.
   */
  private @Nullable Refused framedOnce(HeaderList headers, HttpVersion version) {
    if (lengths > 1 || lengths == 1 && !isNumber(length(headers))) {
      return Refused.BAD_HEADER;
    }
    if (encodings == 0) {
      return lengths == 0 || Lengths.isLength(length(headers)) ? null : Refused.BAD_FRAMING;
    }
    List<String> codings = headers.all(HttpHeaderNames.TRANSFER_ENCODING);
    if (!isChunkedAtLast(codings)) {
      return Refused.BAD_HEADER;
    }
    boolean plain = codings.size() == 1 && codings.getFirst().equalsIgnoreCase(CHUNKED);
    return plain && lengths == 0 && version == HttpVersion.HTTP_1_1 ? null : Refused.BAD_FRAMING;
  }

  private static CharSequence length(HeaderList headers) {
    return Objects.requireNonNull(headers.get(HttpHeaderNames.CONTENT_LENGTH));
  }

  /** Whether some reader could take it for a number: digits, as many as one can hold. */
  private static boolean isNumber(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > 0 && text.length() < 20;
  }

  /** RFC 9112 §6.1: once, and behind all others. */
  private static boolean isChunkedAtLast(List<String> codings) {
    List<String> tokens =
        Arrays.stream(String.join(",", codings).split(",", -1))
            .map(String::strip)
            .filter(token -> !token.isEmpty())
            .toList();
    long chunked = tokens.stream().filter(CHUNKED::equalsIgnoreCase).count();
    return chunked == 1 && tokens.getLast().equalsIgnoreCase(CHUNKED);
  }

  /** RFC 9113 §8.2.2: the stream frames the message, and no header speaks of the connection. */
  private @Nullable Refused framedByStream(HeaderList headers) {
    String te = headers.text(HttpHeaderNames.TE);
    boolean framed =
        encodings == 0
            && (lengths == 0 || lengths == 1 && Lengths.isLength(length(headers)))
            && (te == null || te.equalsIgnoreCase("trailers"))
            && !headers.contains(HttpHeaderNames.CONNECTION)
            && !headers.contains(HttpHeaderNames.UPGRADE)
            && !headers.contains("keep-alive")
            && !headers.contains("proxy-connection");
    return framed ? null : Refused.BAD_FRAMING;
  }

  /** RFC 9112 §3.2, RFC 9113 §8.3.1: exactly one, and a valid one; HTTP/1.0 may have none. */
  private boolean hasOneHost(HeaderList headers, HttpVersion version, @Nullable String authority) {
    if (version == HttpVersion.HTTP_2 && authority != null) {
      return Authorities.isValid(authority)
          && hosts <= 1
          && (hosts == 0 || authority.equalsIgnoreCase(headers.text(HttpHeaderNames.HOST)));
    }
    if (hosts == 0) {
      return version == HttpVersion.HTTP_1_0;
    }
    return hosts == 1 && Authorities.isValid(String.valueOf(headers.get(HttpHeaderNames.HOST)));
  }

  /** RFC 8586: a request that was here before would go around for ever. */
  private boolean loops(HeaderList headers) {
    List<String> seen = headers.all(CDN_LOOP);
    return seen.stream().anyMatch(value -> value.contains(instance));
  }
}
