package dev.figleaf.proxy.handler.aggregate;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.HopHeaders;
import dev.figleaf.rules.PartSpec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.stream.Stream;

/**
 * The headers of a part's request, as if the client had sent them: those that the rules forward,
 * and those that say where the request comes from. What the rules set is set after these.
 */
final class PartHeaders {
  /** The trace (W3C Trace Context), and what keeps a request from running in circles (RFC 8586). */
  private static final List<AsciiString> ALWAYS =
      names("traceparent", "tracestate", "Via", "CDN-Loop");

  /** What only a trusted peer is believed. */
  private static final List<AsciiString> OF_TRUSTED =
      names(
          "X-Forwarded-For",
          "X-Forwarded-Proto",
          "X-Forwarded-Host",
          "Forwarded",
          "X-Figleaf-Shadow");

  private static final AsciiString JSON = AsciiString.cached("application/json");

  private PartHeaders() {}

  private static List<AsciiString> names(String... names) {
    return Stream.of(names).map(AsciiString::cached).toList();
  }

  static HeaderList of(PartSpec part, ClientStream client, boolean trusted, int bodyLength) {
    HeaderList in = client.headers();
    HeaderList out = HeaderList.ofSize(8);
    ALWAYS.forEach(name -> copy(in, name, out));
    if (trusted) {
      OF_TRUSTED.forEach(name -> copy(in, name, out));
    }
    List<String> named = part.forward().isEmpty() ? List.of() : HopHeaders.namedByConnection(in);
    for (String name : part.forward()) {
      if (!HopHeaders.isNamed(named, name) && !out.contains(name)) {
        copy(in, name, out);
      }
    }
    if (!out.contains(HttpHeaderNames.ACCEPT)) {
      out.add(HttpHeaderNames.ACCEPT, JSON);
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

  private static void copy(HeaderList in, CharSequence name, HeaderList out) {
    for (String value : in.all(name)) {
      out.add(name, value);
    }
  }
}
