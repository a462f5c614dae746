package dev.figleaf.proxy.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as an upstream is told of it.
 *
 * @param peer the address that the connection came from, as text
 * @param peerTrusted whether what the peer says about clients before it is believed
 * @param scheme {@code http} or {@code https}, of the connection
 * @param host the Host that the client sent, or null (HTTP/1.0)
 * @param instance this facade's own marker in {@code CDN-Loop} (RFC 8586)
 */
public record ClientFacts(
    String requestId,
    String traceparent,
    String peer,
    boolean peerTrusted,
    String scheme,
    @Nullable String host,
    String instance) {

  /** The scheme that the client sees: a trusted proxy before us may have taken TLS off. */
  public String seenScheme(@Nullable String forwardedProto) {
    return peerTrusted && forwardedProto != null ? forwardedProto : scheme;
  }
}
