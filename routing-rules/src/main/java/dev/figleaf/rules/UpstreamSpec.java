package dev.figleaf.rules;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named service that answers requests: the monolith, an extracted service.
 *
 * <p>Exactly one of {@code url} and {@code endpoints} is written; {@link #addresses()} is either.
 * Two equal specs describe the same upstream, so that its pools outlive a reload.
 */
@OneOf(
    value = {"url", "endpoints"},
    required = true)
public record UpstreamSpec(
    @MapKey String name,
    @Doc("The one address of the upstream: scheme, host, port.") @Check(TextKind.UPSTREAM_URL)
        @Nullable URI url,
    @Doc("The addresses of the upstream, all equal.") @Check(TextKind.UPSTREAM_URL)
        List<URI> endpoints,
    @Doc(
            "The protocol spoken to the upstream: `http/1.1`, `h2` (HTTP/2 over https) or `h2c` (HTTP/2 over http, with prior knowledge).")
        @Default("http/1.1")
        Protocol protocol,
    @Doc(
            "The Host that the upstream sees: `client` (as the client sent it), `endpoint`, or a name.")
        @Default("client")
        HostPolicy host,
    @Doc("Bounds on connections to each endpoint.") PoolSpec pool,
    @Doc("Limits on waiting for the upstream.") TimeoutSpec timeout,
    @Doc("How an https endpoint is verified, and what is shown to it.") @Nullable TlsSpec tls) {

  public UpstreamSpec {
    endpoints = List.copyOf(endpoints);
  }

  /** Where the upstream is reached, at least one address. */
  public List<URI> addresses() {
    return url == null ? endpoints : List.of(url);
  }
}
