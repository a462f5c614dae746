package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.upstream.ClientFacts;
import dev.figleaf.routing.Cohort;

/** What is told of a client, to upstreams and to itself. */
public final class Clients {
  private Clients() {}

  /**
   * Who asks, as upstreams are told of it.
   *
   * @param instance this facade's own marker in {@code CDN-Loop}
   */
  public static ClientFacts facts(Exchange exchange, String instance) {
    String host = exchange.outcome().host;
    return new ClientFacts(
        exchange.outcome().requestId,
        exchange.trace().header(),
        exchange.connection().peer(),
        exchange.connection().peerTrusted(),
        exchange.connection().scheme(),
        host.isEmpty() ? null : host,
        instance);
  }

  /** The Set-Cookie that makes a new visitor known again. */
  public static String visitorCookie(Exchange exchange, String visitor) {
    String secure = exchange.connection().tls() ? "; Secure" : "";
    return Cohort.VISITOR_COOKIE + "=" + visitor + "; Path=/; HttpOnly; SameSite=Lax" + secure;
  }
}
