package dev.figleaf.rules;

import java.net.URI;
import java.util.Locale;

/**
 * Where something listens or is reached.
 *
 * @param host a name or an address, in lower case, IPv6 without brackets
 */
public record HostAndPort(String host, int port) {
  public HostAndPort {
    host = host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
  }

  /** The address of an http or https URL, with the port that its scheme has by default. */
  public static HostAndPort of(URI url) {
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return new HostAndPort(url.getHost(), port);
  }

  /** Whether a call to {@code other} arrives here; all names of this machine are one. */
  public boolean receives(HostAndPort other) {
    return port == other.port
        && (host.equals(other.host) || (isLocal(host) || isAny(host)) && isLocal(other.host));
  }

  private static boolean isLocal(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.matches("127(\\.[0-9]{1,3}){1,3}")
        || host.matches("(0+:){7}0*1|::0*1|::ffff:127(\\.[0-9]{1,3}){3}")
        || isAny(host);
  }

  private static boolean isAny(String host) {
    return host.isEmpty() || host.equals("*") || host.equals("0.0.0.0") || host.equals("::");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
