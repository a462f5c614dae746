package dev.figleaf.proxy.filter;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.rules.Cidr;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client's connection, worked out once for all its requests.
 *
 * @param peer the address at the other end, as text
 * @param peerBytes the same in network order; empty for a Unix socket
 * @param trusted the proxies whose word about clients is believed
 * @param peerTrusted whether the peer is one of them
 */
public record ClientConnection(
    String peer, byte[] peerBytes, List<Cidr> trusted, boolean peerTrusted, boolean tls) {

  private static final List<Cidr> LOOPBACK = List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1"));

  public static ClientConnection of(HttpConnection connection, List<Cidr> trusted) {
    SocketAddress address = connection.remoteAddress();
    String peer = address == null ? "" : address.hostAddress();
    byte[] bytes = peer == null ? null : NetUtil.createByteArrayFromIpAddressString(peer);
    byte[] known = bytes == null ? new byte[0] : bytes;
    return new ClientConnection(
        peer == null ? "" : peer, known, trusted, contains(trusted, known), connection.isSsl());
  }

  public String scheme() {
    return tls ? "https" : "http";
  }

  /**
   * The client behind trusted proxies: from the right, the first address that is not one of them.
   *
   * @param forwardedFor the joined {@code X-Forwarded-For} of the request, or null
   */
  public String client(@Nullable String forwardedFor) {
    if (!peerTrusted || forwardedFor == null) {
      return peer;
    }
    String client = peer;
    String[] hops = forwardedFor.split(",", -1);
    for (int i = hops.length - 1; i >= 0; i--) {
      byte[] hop = NetUtil.createByteArrayFromIpAddressString(hops[i].strip());
      if (hop == null) {
        return client;
      }
      client = hops[i].strip();
      if (!contains(trusted, hop)) {
        return client;
      }
    }
    return client;
  }

  /**
   * Whether a client is in an operator's network: on this machine, or in a network of those whose
   * word is believed, and nobody says that it speaks for somebody else.
   *
   * @param client as {@link #client} found it
   */
  public boolean isOperators(String client, HeaderList headers) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(client);
    if (address == null || (!peerTrusted && speaksForOthers(headers))) {
      return false;
    }
    return contains(LOOPBACK, address) || contains(trusted, address);
  }

  private static boolean speaksForOthers(HeaderList headers) {
    return headers.contains("X-Forwarded-For") || headers.contains("Forwarded");
  }

  private static boolean contains(List<Cidr> networks, byte[] address) {
    for (Cidr network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
