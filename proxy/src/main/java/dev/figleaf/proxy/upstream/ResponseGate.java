package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.FieldValues;
import dev.figleaf.proxy.http.Lengths;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Map;

/**
 * The gate for what an upstream says: a head that two readers could read in two ways goes no
 * further, and ends the request that waits for it with {@link ForwardError#BAD_RESPONSE}.
 */
final class ResponseGate {
  private ResponseGate() {}

  /** Whether a head can have one meaning only; the same for every version of HTTP. */
  static boolean isSound(int status, String reason, HttpHeaders headers) {
    return status >= 100
        && status <= 999
        && isText(reason)
        && isFramedOnce(headers)
        && !headers.contains("");
  }

  /** The same for what the codec of HTTP/2 leaves open in a head, or in trailers. */
  static boolean isSound(Http2Headers headers) {
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      if (!FieldValues.isText(header.getValue())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a head of HTTP/2 has a status that may stand there (RFC 9113 §8.3.2, §8.6): three
   * digits, no 101, and no interim one at the end.
   */
  static boolean isStatus(Http2Headers head, boolean end) {
    CharSequence status = head.status();
    return status != null
        && status.length() == 3
        && status.charAt(0) >= '1'
        && isDigit(status.charAt(0))
        && isDigit(status.charAt(1))
        && isDigit(status.charAt(2))
        && !"101".contentEquals(status)
        && !(end && status.charAt(0) == '1');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** RFC 9112 §4: no control character may stand in a reason. */
  private static boolean isText(String reason) {
    for (int i = 0; i < reason.length(); i++) {
      char c = reason.charAt(i);
      if (c < ' ' && c != '\t' || c == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** RFC 9112 §6.3: one length, told in one way, and no coding that nobody here can undo. */
  private static boolean isFramedOnce(HttpHeaders headers) {
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()) {
      return codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked") && lengths.isEmpty();
    }
    return lengths.isEmpty() || lengths.size() == 1 && Lengths.isLength(lengths.get(0));
  }
}
