package dev.figleaf.proxy.handler.aggregate;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.HopHeaders;
import dev.figleaf.rules.PartSpec;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;

/**
 * The headers of a part's request, as if the client had sent them: those that the rules forward,
 * and those that say where the request comes from. What the rules set is set after these.
 */
final class PartHeaders {
  /** The trace (W3C Trace Context), and what keeps a request from running in circles (RFC 8586). */
  private static final List<String> ALWAYS =
      List.of("traceparent", "tracestate", "Via", "CDN-Loop");

  /** What only a trusted peer is believed. */
  private static final List<String> OF_TRUSTED =
      List.of(
          "X-Forwarded-For",
          "X-Forwarded-Proto",
          "X-Forwarded-Host",
          "Forwarded",
          "X-Figleaf-Shadow");

  private PartHeaders() {}

  static HeaderList of(PartSpec part, ClientStream client, boolean trusted, int bodyLength) {
    HeaderList in = client.headers();
    HeaderList out = HeaderList.ofSize(8);
    ALWAYS.forEach(name -> copy(in, name, out));
    if (trusted) {
      OF_TRUSTED.forEach(name -> copy(in, name, out));
    }
    List<String> named = HopHeaders.namedByConnection(in);
    for (String name : part.forward()) {
      if (!HopHeaders.isNamed(named, name) && !out.contains(name)) {
        copy(in, name, out);
      }
    }
    if (!out.contains(HttpHeaderNames.ACCEPT)) {
      out.add(HttpHeaderNames.ACCEPT, "application/json");
    }
    body(part, in, out, bodyLength);
    return out;
  }

  private static void body(PartSpec part, HeaderList in, HeaderList out, int length) {
    if (part.body() == null) {
      return;
    }
    out.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length));
    if (!part.sendsRequest()) {
      out.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    } else if (!out.contains(HttpHeaderNames.CONTENT_TYPE)) {
      copy(in, "Content-Type", out);
      copy(in, "Content-Encoding", out);
    }
  }

  private static void copy(HeaderList in, String name, HeaderList out) {
    in.all(name).forEach(value -> out.add(name, value));
  }
}
