package dev.figleaf.proxy.edge;

import org.jspecify.annotations.Nullable;

/**
 * One place where clients connect.
 *
 * @param host the address to listen on
 * @param port the port, or 0 for any that is free
 * @param tls what it shows and asks for, or null for a plain listener
 * @param h2c whether a plain listener takes HTTP/2 with prior knowledge (RFC 9113 §3.3)
 * @param proxyProtocol whether every connection begins with a PROXY header, version 1 or 2
 */
public record ListenerSettings(
    String host, int port, @Nullable ServerTls tls, boolean h2c, boolean proxyProtocol) {

  /** HTTP/1.1 without TLS. */
  public static ListenerSettings plain(String host, int port) {
    return new ListenerSettings(host, port, null, false, false);
  }

  /** Plain, and HTTP/2 for who begins with it. */
  public static ListenerSettings h2c(String host, int port) {
    return new ListenerSettings(host, port, null, true, false);
  }
}
