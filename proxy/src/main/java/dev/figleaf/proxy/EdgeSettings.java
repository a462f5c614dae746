package dev.figleaf.proxy;

import dev.figleaf.proxy.upstream.BodyRate;
import dev.figleaf.rules.Cidr;
import java.util.List;

/**
 * What the edge is told when the process starts.
 *
 * @param host the address to listen on
 * @param port the port, or 0 for any that is free
 * @param trustedProxies peers whose word about clients is believed
 * @param instance this facade's own marker in {@code CDN-Loop}; unlike that of any other
 * @param limits what strangers may ask of it
 */
public record EdgeSettings(
    String host, int port, List<Cidr> trustedProxies, String instance, Limits limits) {
  public EdgeSettings {
    trustedProxies = List.copyOf(trustedProxies);
  }

  BodyRate bodyRate() {
    return new BodyRate(limits.bodyRate().bytes(), limits.slowBody().toNanos());
  }
}
