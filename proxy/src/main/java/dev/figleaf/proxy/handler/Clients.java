package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.upstream.ClientFacts;
import dev.figleaf.routing.Cohort;
import io.netty.util.AsciiString;
import java.util.Locale;

/** What is told of a client, to upstreams and to itself. */
public final class Clients {
  private static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("X-Forwarded-Proto");

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

  /** Scheme and authority that a client asks, in lower case. */
  public static String site(Exchange exchange, ClientFacts facts) {
    String scheme = facts.seenScheme(exchange.client().headers().text(X_FORWARDED_PROTO));
    return scheme + "://" + exchange.outcome().host.toLowerCase(Locale.ROOT);
  }

  /** The Set-Cookie that makes a new visitor known again. */
  public static String visitorCookie(Exchange exchange, String visitor) {
    String secure = exchange.connection().tls() ? "; Secure" : "";
    return Cohort.VISITOR_COOKIE + "=" + visitor + "; Path=/; HttpOnly; SameSite=Lax" + secure;
  }
}
