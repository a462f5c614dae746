package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.HopHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The head of an upstream's response as the client gets it: without what belongs to the upstream's
 * connection, and with what names the upstream rewritten.
 */
public final class ResponseHead {
  /** Tells operators that {@code from} of a seam answered in the place of {@code to}. */
  public static final AsciiString RESCUED = AsciiString.cached("X-Figleaf-Rescued");

  private static final AsciiString VIA = AsciiString.cached("Via");

  private ResponseHead() {}

  /** Writes the headers of an answer. */
  static void write(
      UpstreamResponse in, HeaderList out, ForwardPlan plan, ResponseRewriter.Sides sides) {
    copyEndToEnd(in.headers(), out, plan.rewriter(), sides);
    out.add(VIA, RequestHeaders.via(in.version()));
    Transform transform = plan.transform();
    if (transform != null) {
      TransformedHeads.answer(out, transform, in.status());
    }
    HeaderEditing.apply(out, plan.responseEdits());
    if (in.status() == 204) {
      out.remove(HttpHeaderNames.CONTENT_LENGTH);
    }
  }

  /**
   * Writes the headers of a 101 that opens a WebSocket. On a stream there is nothing to switch, and
   * no key that the upstream answered (RFC 8441 §5).
   */
  static void writeUpgrade(
      UpstreamResponse in,
      HeaderList out,
      ForwardPlan plan,
      ResponseRewriter.Sides sides,
      boolean stream) {
    copyEndToEnd(in.headers(), out, plan.rewriter(), sides);
    out.remove(HttpHeaderNames.CONTENT_LENGTH);
    if (stream) {
      out.remove(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
    } else {
      out.add(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
      out.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    }
    HeaderEditing.apply(out, plan.responseEdits());
  }

  private static void copyEndToEnd(
      HttpHeaders headers,
      HeaderList out,
      ResponseRewriter rewriter,
      ResponseRewriter.Sides sides) {
    List<String> named = HopHeaders.namedByConnection(headers);
    Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      CharSequence name = header.getKey();
      if (!HopHeaders.isHop(name)
          && !HopHeaders.isNamed(named, name)
          && !(name.length() == RESCUED.length() && RESCUED.contentEqualsIgnoreCase(name))) {
        out.add(name, seenByClient(name, header.getValue(), rewriter, sides));
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

  private static boolean same(String header, CharSequence name) {
    return AsciiString.contentEqualsIgnoreCase(header, name);
  }
}
