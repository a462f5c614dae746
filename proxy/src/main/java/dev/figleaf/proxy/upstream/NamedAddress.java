package dev.figleaf.proxy.upstream;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One address of the rules, and what its name stands for as far as anybody said.
 *
 * <p>What was known stays when a lookup fails or finds nothing. What is known is read on every
 * thread; everything about asking is confined to who watches endpoints.
 */
final class NamedAddress {
  /** More addresses of one name are left alone. */
  static final int MOST = 64;

  private static final long FIRST_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final URI uri;
  private final String host;
  private final boolean literal;
  private volatile List<InetAddress> known = List.of();
  private volatile List<EndpointAddress> addresses;
  private long askedAt;
  private boolean asked;
  private boolean asking;

  NamedAddress(URI uri) {
    this.uri = uri;
    this.addresses = List.of(new EndpointAddress(uri, null));
    this.host = EndpointAddress.hostName(uri);
    this.literal = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  URI uri() {
    return uri;
  }

  String host() {
    return host;
  }

  /** The addresses, the same list while they are the same; the name itself while nobody knows. */
  List<EndpointAddress> addresses() {
    return addresses;
  }

  /**
   * Whether an address is for when the others do not serve: IPv6 beside IPv4 is often written down
   * and not reachable, or nobody listens there.
   */
  boolean isReserve(EndpointAddress address) {
    return address.ip() != null
        && !(address.ip() instanceof Inet4Address)
        && known.stream().anyMatch(Inet4Address.class::isInstance);
  }

  /** Whether to look the name up: never an address, {@code localhost} until there is an answer. */
  boolean isDue(long now, Duration every) {
    if (literal || asking || (!known.isEmpty() && host.equals("localhost"))) {
      return false;
    }
    long pause = known.isEmpty() ? Math.min(FIRST_AGAIN_NANOS, every.toNanos()) : every.toNanos();
    return !asked || now - askedAt >= pause;
  }

  void asks(long now) {
    asked = true;
    asking = true;
    askedAt = now;
  }

  /** Nobody knew. */
  void failed() {
    asking = false;
  }

  /**
   * Takes an answer.
   *
   * @return whether it says something new
   */
  boolean answered(List<InetAddress> answer) {
    asking = false;
    List<InetAddress> now =
        answer.stream()
            .distinct()
            .sorted(Comparator.comparing(NetUtil::toAddressString))
            .limit(MOST)
            .toList();
    if (now.isEmpty() || now.equals(known)) {
      return false;
    }
    known = now;
    addresses = now.stream().map(ip -> new EndpointAddress(uri, ip)).toList();
    return true;
  }

  @Override
  public String toString() {
    return uri + " " + known;
  }
}
