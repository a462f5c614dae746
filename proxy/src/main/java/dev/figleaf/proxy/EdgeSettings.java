package dev.figleaf.proxy;

import dev.figleaf.rules.Cidr;
import java.util.List;

/**
 * What the edge is told when the process starts.
 *
 * @param listeners where clients connect; at least one
 * @param trustedProxies peers whose word about clients is believed
 * @param instance this facade's own marker in {@code CDN-Loop}; unlike that of any other
 */
public record EdgeSettings(
    List<ListenerSettings> listeners, List<Cidr> trustedProxies, String instance) {
  public EdgeSettings {
    listeners = List.copyOf(listeners);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** One plain listener. */
  public EdgeSettings(String host, int port, List<Cidr> trustedProxies, String instance) {
    this(List.of(ListenerSettings.plain(host, port)), trustedProxies, instance);
  }
}
