package dev.figleaf.proxy.telemetry;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every reason for which the edge turns something away: what the client is told, and the label of
 * {@code figleaf_refused_total}.
 */
public enum Refused {
  /** Nobody can tell where the body ends. */
  BAD_FRAMING(400, "bad-framing"),
  BAD_HOST(400, "bad-host"),
  BAD_TARGET(400, "bad-target"),
  /** A head that is no HTTP, or that two readers would read in two ways. */
  BAD_HEADER(400, "bad-header"),
  METHOD_REFUSED(405, "method-refused"),
  /** The body of a request came too slowly. */
  BODY_TOO_SLOW(408, "body-too-slow"),
  /** The client stopped in the middle of a body, or to take a response. */
  CLIENT_IDLE(408, "client-idle"),
  /** The body is larger than the route allows. */
  BODY_TOO_LARGE(413, "body-too-large"),
  TARGET_TOO_LONG(414, "target-too-long"),
  HEADER_TOO_LARGE(431, "header-too-large"),
  HEAD_TOO_LARGE(431, "head-too-large"),
  TOO_MANY_HEADERS(431, "too-many-headers"),
  /** A stream shall become something that is not spoken here (RFC 9220 §3). */
  PROTOCOL_REFUSED(501, "protocol-refused"),
  /** The heap is nearly full, or as many requests are in flight as may be. */
  OVERLOADED(503, "overloaded"),
  BAD_VERSION(505, "bad-version"),
  /** The request was here before (RFC 8586). */
  LOOP(508, "loop"),
  /** The connection was closed at once: there are too many. */
  CONNECTIONS(0, "connections"),
  /** The connection was closed: the head took too long. */
  HEAD_TIMEOUT(0, "head-timeout"),
  /** The connection was closed: nothing came on it. */
  CONNECTION_IDLE(0, "connection-idle"),
  /** The connection was closed after its last request. */
  CONNECTION_USED_UP(0, "connection-used-up"),
  /** HTTP/2: a stream was refused, because there were too many at once. */
  HTTP2_STREAMS(0, "http2-streams"),
  /** HTTP/2: the connection was closed, over frames that cost nothing and carry nothing. */
  HTTP2_CONTROL_FRAMES(0, "http2-control-frames"),
  /** HTTP/2: the connection was closed: too many streams were reset, by either side. */
  HTTP2_RESETS(0, "http2-resets"),
  /** HTTP/2: the connection was closed, over DATA without any. */
  HTTP2_EMPTY_DATA(0, "http2-empty-data"),
  /** HTTP/2: the connection was closed: one head came in too many pieces. */
  HTTP2_CONTINUATIONS(0, "http2-continuations"),
  /** HTTP/2: the connection was closed: its frames are wrong. */
  HTTP2_BROKEN(0, "http2-broken");

  private final int status;
  private final String code;

  Refused(int status, String code) {
    this.status = status;
    this.code = code;
  }

  private static final Map<String, Refused> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Refused::code, one -> one));

  /** The reason of this code; null for a code of another kind, or none. */
  public static @Nullable Refused of(@Nullable String code) {
    return code == null ? null : BY_CODE.get(code);
  }

  /** What the client is answered; 0 where it gets no answer. */
  public int status() {
    return status;
  }

  /** The word of documents, metrics and logs. */
  public String code() {
    return code;
  }
}
