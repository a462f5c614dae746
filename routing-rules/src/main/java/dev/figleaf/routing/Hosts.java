package dev.figleaf.routing;

import dev.figleaf.rules.HostPattern;

/** How patterns of hosts relate to hosts and to each other. */
final class Hosts {
  private Hosts() {}

  static boolean matches(HostPattern pattern, String host) {
    return pattern.wildcard() ? isUnder(host, pattern.name()) : host.equals(pattern.name());
  }

  private static boolean isUnder(String host, String domain) {
    int dot = host.length() - domain.length() - 1;
    return dot > 0 && host.charAt(dot) == '.' && host.endsWith(domain);
  }
}
