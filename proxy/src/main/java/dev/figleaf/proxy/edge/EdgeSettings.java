package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.upstream.BodyRate;
import dev.figleaf.rules.Cidr;
import java.util.List;

/**
 * What the edge is told when the process starts.
 *
 * @param listeners where clients connect; at least one
 * @param trustedProxies peers whose word about clients is believed
 * @param instance this facade's own marker in {@code CDN-Loop}; unlike that of any other
 * @param limits what strangers may ask of it
 */
public record EdgeSettings(
    List<ListenerSettings> listeners, List<Cidr> trustedProxies, String instance, Limits limits) {
  public EdgeSettings {
    listeners = List.copyOf(listeners);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** With the usual limits. */
  public EdgeSettings(
      List<ListenerSettings> listeners, List<Cidr> trustedProxies, String instance) {
    this(listeners, trustedProxies, instance, Limits.USUAL);
  }

  /** One plain listener, with the usual limits. */
  public EdgeSettings(String host, int port, List<Cidr> trustedProxies, String instance) {
    this(List.of(ListenerSettings.plain(host, port)), trustedProxies, instance);
  }

  BodyRate bodyRate() {
    return new BodyRate(limits.bodyRate().bytes(), limits.slowBody().toNanos());
  }
}
