package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.HeaderEdits;
import dev.figleaf.rules.HostPolicy;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.TimeoutSpec;
import java.time.Duration;

/**
 * How a route's requests go to one upstream: compiled once for each pair, shared by all requests.
 *
 * @param responseNanos from the request sent to the response head
 * @param idleNanos between two pieces of a body, in either direction
 * @param maxBody bytes, or {@link Long#MAX_VALUE}
 */
public record ForwardPlan(
    Upstream upstream,
    long responseNanos,
    long idleNanos,
    long maxBody,
    HostPolicy host,
    HeaderEdits requestEdits,
    HeaderEdits responseEdits,
    ResponseRewriter rewriter) {

  static final Duration RESPONSE = Duration.ofSeconds(60);
  static final Duration IDLE = Duration.ofSeconds(60);

  /** The plan of a route for an upstream whose spec has its defaults filled in. */
  public static ForwardPlan of(RouteSpec route, Upstream upstream) {
    TimeoutSpec timeout = route.timeout().orElse(upstream.spec().timeout());
    String fixedHost = route.rewrite() == null ? null : route.rewrite().host();
    return new ForwardPlan(
        upstream,
        ConnectionSettings.nanos(timeout.response(), RESPONSE),
        ConnectionSettings.nanos(timeout.idle(), IDLE),
        route.maxBody() == null ? Long.MAX_VALUE : route.maxBody().bytes(),
        fixedHost == null ? upstream.spec().host() : new HostPolicy.Fixed(fixedHost),
        route.headers().request(),
        route.headers().response(),
        ResponseRewriter.of(route.rewrite()));
  }

  /** What the upstream is called in a request that it gets: its Host, or its {@code :authority}. */
  String host(Endpoint endpoint, ClientFacts facts) {
    return switch (host) {
      case HostPolicy.Client() -> facts.host() == null ? endpoint.authority() : facts.host();
      case HostPolicy.Endpoint() -> endpoint.authority();
      case HostPolicy.Fixed(String authority) -> authority;
    };
  }
}
