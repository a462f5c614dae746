package dev.figleaf.proxy.cache;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.handler.codec.http.HttpHeaderNames;

/**
 * A request, as far as a cache looks at it.
 *
 * @param upstream the side that is asked; another side's answers are none to it
 */
public record Asked(String method, String upstream, HeaderList headers, CacheControl control) {

  public static Asked of(String method, String upstream, HeaderList headers) {
    return new Asked(method, upstream, headers, CacheControl.of(headers));
  }

  boolean has(CharSequence header) {
    return headers.contains(header);
  }

  /** The same, for the whole answer. */
  public Asked asGet() {
    return new Asked("GET", upstream, headers, control);
  }

  boolean isGet() {
    return method.equals("GET");
  }

  /** Whether an answer to it may be somebody's alone (RFC 9111 §3.5). */
  public boolean isAuthorized() {
    return has(HttpHeaderNames.AUTHORIZATION);
  }

  /** Whether the client has an answer already, and asks whether it is still good. */
  public boolean isConditional() {
    return has(HttpHeaderNames.IF_NONE_MATCH) || has(HttpHeaderNames.IF_MODIFIED_SINCE);
  }
}
