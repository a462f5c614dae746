package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpVersion;

/** The head of an upstream's final response, or of the 101 that ends HTTP on a connection. */
record UpstreamResponse(HttpVersion version, int status, String reason, HttpHeaders headers) {

  /** The same head under another status. */
  UpstreamResponse told(int other) {
    return other == status
        ? this
        : new UpstreamResponse(
            version, other, HttpResponseStatus.valueOf(other).reasonPhrase(), headers);
  }
}
