package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.AsciiString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What changing a body changes in the head that stands before it. */
final class TransformedHeads {
  private static final AsciiString DIGEST = AsciiString.cached("Digest");
  private static final AsciiString CONTENT_DIGEST = AsciiString.cached("Content-Digest");
  private static final AsciiString REPR_DIGEST = AsciiString.cached("Repr-Digest");

  private TransformedHeads() {}

  /**
   * A request: the answer must be one whole value that can be read, so no range of it and no coding
   * is asked for.
   *
   * @param made whether another body than the client's follows
   */
  static void request(HeaderList out, Transform transform, boolean made) {
    if (made) {
      describesAnother(out);
      out.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    }
    if (transform.readsAnswers()) {
      out.remove(HttpHeaderNames.RANGE);
      out.remove(HttpHeaderNames.IF_RANGE);
      out.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
    }
    transform.renameInRequest(out);
  }

  /**
   * An answer, whether its body follows or not.
   *
   * @param status the upstream's; a 304 speaks of what a 200 has
   */
  static void answer(HeaderList out, Transform transform, int status) {
    if (transform.readsAnswers(status == 304 ? 200 : status) && !isEmpty(out)) {
      describesAnother(out);
      out.remove(HttpHeaderNames.ACCEPT_RANGES);
      weaken(out);
      if (transform.answersVary()) {
        out.set(HttpHeaderNames.VARY, "*"); // RFC 9110 §12.5.5: nobody knows on which
      }
      if (out.contains(HttpHeaderNames.CONTENT_TYPE)) {
        out.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
      }
    }
    transform.renameInAnswer(out);
  }

  private static boolean isEmpty(HeaderList headers) {
    CharSequence length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && "0".contentEquals(length);
  }

  /** What was said of the bytes is true of others only. */
  private static void describesAnother(HeaderList out) {
    out.remove(HttpHeaderNames.CONTENT_LENGTH);
    out.remove(HttpHeaderNames.CONTENT_MD5);
    out.remove(DIGEST);
    out.remove(CONTENT_DIGEST);
    out.remove(REPR_DIGEST);
  }

  /** RFC 9110 §8.8.1: it means the same, and is not the same byte by byte. */
  private static void weaken(HeaderList out) {
    String tag = out.text(HttpHeaderNames.ETAG);
    if (tag != null && !tag.startsWith("W/")) {
      out.set(HttpHeaderNames.ETAG, "W/" + tag);
    }
  }

  /** Whether a body may be one whole JSON value, by what its head says of it. */
  static boolean isJson(@Nullable String type, @Nullable String coding) {
    return (type == null || isJson(type))
        && (coding == null || coding.strip().equalsIgnoreCase("identity"));
  }

  private static boolean isJson(String type) {
    String essence = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return essence.equals("application/json") || essence.endsWith("+json");
  }
}
