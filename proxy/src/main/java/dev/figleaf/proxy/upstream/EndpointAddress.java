package dev.figleaf.proxy.upstream;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint is: the address that the rules write, and one of those that its name stands
 * for.
 *
 * <p>Host, server name and verification are always those of the name.
 *
 * @param ip null where the host is an address itself, and while nobody has said what its name
 *     stands for: it is then looked up for each connection
 */
record EndpointAddress(URI uri, @Nullable InetAddress ip) {

  boolean isTls() {
    return "https".equals(uri.getScheme());
  }

  int port() {
    return uri.getPort() >= 0 ? uri.getPort() : isTls() ? 443 : 80;
  }

  /** The host, an IPv6 address without its brackets. */
  String hostName() {
    return hostName(uri);
  }

  static String hostName(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Host, and port where one was written. */
  String authority() {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  /** Where connections go. */
  SocketAddress socket() {
    return SocketAddress.inetSocketAddress(
        port(), ip == null ? hostName() : NetUtil.toAddressString(ip));
  }

  /** For people: the authority, with the address in place of a name that was looked up. */
  String text() {
    return ip == null
        ? authority()
        : NetUtil.toSocketAddressString(new InetSocketAddress(ip, port()));
  }

  /**
   * Tells endpoints apart in a hash: a number that is the same in every replica and after every
   * restart (FNV-1a).
   */
  long seed() {
    String text = uri.getScheme() + "://" + text();
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
