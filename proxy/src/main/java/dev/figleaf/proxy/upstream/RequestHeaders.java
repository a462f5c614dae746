package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.HopHeaders;
import dev.figleaf.proxy.telemetry.Traceparent;
import dev.figleaf.rules.CohortSpec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request on its way to an upstream.
 *
 * <p>End-to-end headers pass in their order, with their case and their bytes. Hop-by-hop headers
 * stay behind (RFC 9110 §7.6.1). What says who the client is, is written here and nowhere else:
 * from an untrusted peer, whatever it claims of that is dropped first (RFC 7239 §8.1).
 */
final class RequestHeaders {
  private static final AsciiString X_FORWARDED = AsciiString.cached("x-forwarded-");
  private static final AsciiString X_FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");
  private static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("X-Forwarded-Proto");
  private static final AsciiString X_FORWARDED_HOST = AsciiString.cached("X-Forwarded-Host");
  private static final AsciiString FORWARDED = AsciiString.cached("Forwarded");
  private static final AsciiString VIA = AsciiString.cached("Via");
  private static final AsciiString CDN_LOOP = AsciiString.cached("CDN-Loop");
  private static final AsciiString X_REQUEST_ID = AsciiString.cached("X-Request-Id");
  private static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
  private static final AsciiString TRACESTATE = AsciiString.cached("tracestate");
  private static final AsciiString SHADOW = AsciiString.cached("X-Figleaf-Shadow");
  private static final AsciiString HOST = AsciiString.cached("Host");
  private static final AsciiString VIA_1_1 = AsciiString.cached("1.1 figleaf");
  private static final AsciiString VIA_1_0 = AsciiString.cached("1.0 figleaf");
  private static final AsciiString VIA_2 = AsciiString.cached("2 figleaf");
  private static final AsciiString VIA_3 = AsciiString.cached("3 figleaf");
  private static final AsciiString TRAILERS = AsciiString.cached("trailers");

  private final HeaderList in;
  private final HttpVersion received;
  private final HeaderList out;
  private final ClientFacts facts;

  RequestHeaders(HeaderList in, HttpVersion received, ClientFacts facts, HeaderList out) {
    this.in = in;
    this.received = received;
    this.facts = facts;
    this.out = out;
  }

  /** All of them but the Host. */
  HeaderList write(ForwardPlan plan) {
    return write(plan, false);
  }

  /**
   * The same.
   *
   * @param made whether another body than the client's follows
   */
  HeaderList write(ForwardPlan plan, boolean made) {
    copyEndToEnd();
    if (in.lists(HttpHeaderNames.TE, TRAILERS)) {
      out.add(HttpHeaderNames.TE, TRAILERS);
      if (!plan.upstream().spec().protocol().isHttp2()) {
        out.add(HttpHeaderNames.CONNECTION, HttpHeaderNames.TE);
      }
    }
    writeClient();
    append(VIA, via(received));
    append(CDN_LOOP, facts.instance());
    out.add(X_REQUEST_ID, facts.requestId());
    out.add(TRACEPARENT, facts.traceparent());
    Transform transform = plan.transform();
    if (transform != null) {
      TransformedHeads.request(out, transform, made);
    }
    HeaderEditing.apply(out, plan.requestEdits());
    return out;
  }

  /** RFC 9110 §7.6.3: the protocol that the message came in. */
  static AsciiString via(HttpVersion received) {
    return switch (received) {
      case HTTP_1_0 -> VIA_1_0;
      case HTTP_1_1 -> VIA_1_1;
      case HTTP_2 -> VIA_2;
      case HTTP_3 -> VIA_3;
    };
  }

  private void copyEndToEnd() {
    List<String> named = HopHeaders.namedByConnection(in);
    for (int i = 0; i < in.count(); i++) {
      CharSequence name = in.name(i);
      if (HopHeaders.isHop(name) || isWrittenHere(name) || HopHeaders.isNamed(named, name)) {
        continue;
      }
      if (same(HttpHeaderNames.COOKIE, name)) {
        copyCookie(name, in.value(i));
      } else {
        out.add(name, in.value(i));
      }
    }
  }

  private boolean isWrittenHere(CharSequence name) {
    return switch (name.length()) {
      case 3 -> same(VIA, name);
      case 4 -> same(HOST, name);
      case 8 -> same(CDN_LOOP, name);
      case 9 -> same(FORWARDED, name);
      case 10 -> same(TRACESTATE, name) && !continuesTrace();
      case 11 -> same(TRACEPARENT, name);
      case 12 -> same(X_REQUEST_ID, name);
      case 16 -> isForwarded(name) || (same(SHADOW, name) && !facts.peerTrusted());
      default -> isForwarded(name);
    };
  }

  /** State of a trace that is not continued must not go on (W3C Trace Context §3.3). */
  private boolean continuesTrace() {
    return Traceparent.parse(in.text(TRACEPARENT)) != null;
  }

  private boolean isForwarded(CharSequence name) {
    if (!AsciiString.regionMatches(X_FORWARDED, true, 0, name, 0, X_FORWARDED.length())) {
      return false;
    }
    return !facts.peerTrusted()
        || same(X_FORWARDED_FOR, name)
        || same(X_FORWARDED_PROTO, name)
        || same(X_FORWARDED_HOST, name);
  }

  /** The visitor cookie is between the client and the facade. */
  private void copyCookie(CharSequence name, CharSequence value) {
    String cookies = value.toString();
    if (!cookies.contains(CohortSpec.VISITOR_COOKIE)) {
      out.add(name, value);
      return;
    }
    String rest = withoutVisitor(cookies);
    if (!rest.isEmpty()) {
      out.add(name, rest);
    }
  }

  static String withoutVisitor(String cookies) {
    var rest = new StringBuilder(cookies.length());
    for (String pair : cookies.split(";", -1)) {
      String cookie = pair.strip();
      if (!isVisitor(cookie)) {
        rest.append(rest.isEmpty() ? "" : "; ").append(cookie);
      }
    }
    return rest.toString();
  }

  /** Many readers take the spaces around a name away. */
  private static boolean isVisitor(String cookie) {
    int equals = cookie.indexOf('=');
    return equals > 0 && cookie.substring(0, equals).strip().equals(CohortSpec.VISITOR_COOKIE);
  }

  private void writeClient() {
    boolean trusted = facts.peerTrusted();
    String before = trusted ? joined(X_FORWARDED_FOR) : null;
    out.add(X_FORWARDED_FOR, before == null ? facts.peer() : before + ", " + facts.peer());
    out.add(X_FORWARDED_PROTO, orElse(trusted ? in.text(X_FORWARDED_PROTO) : null, facts.scheme()));
    String host = trusted ? in.text(X_FORWARDED_HOST) : null;
    if (host != null || facts.host() != null) {
      out.add(X_FORWARDED_HOST, orElse(host, facts.host()));
    }
    String forwarded = trusted ? joined(FORWARDED) : null;
    out.add(FORWARDED, forwarded == null ? forwarded() : forwarded + ", " + forwarded());
  }

  /**
   * One element of RFC 7239 §4. What is no token is quoted: IPv6 addresses, hosts with a port, and
   * hosts with what would begin a parameter or an element of their own.
   */
  private String forwarded() {
    String peer = facts.peer();
    String node = peer.indexOf(':') >= 0 ? "\"[" + peer + "]\"" : peer;
    String host = facts.host() == null ? "" : ";host=" + quoted(facts.host());
    return "for=" + node + host + ";proto=" + facts.scheme();
  }

  private static String quoted(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (!isPlain(host.charAt(i))) {
        return "\"" + host + "\"";
      }
    }
    return host;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-';
  }

  private void append(AsciiString name, CharSequence value) {
    String before = joined(name);
    out.add(name, before == null ? value : before + ", " + value);
  }

  private @Nullable String joined(AsciiString name) {
    return in.contains(name) ? String.join(", ", in.all(name)) : null;
  }

  private static String orElse(@Nullable String value, @Nullable String otherwise) {
    return value != null ? value : otherwise == null ? "" : otherwise;
  }

  private static boolean same(AsciiString header, CharSequence name) {
    return AsciiString.contentEqualsIgnoreCase(header, name);
  }
}
