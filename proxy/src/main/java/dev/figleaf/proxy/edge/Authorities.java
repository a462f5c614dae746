package dev.figleaf.proxy.edge;

/** Hosts with or without a port, as a Host header has them (RFC 9110 §7.2, RFC 3986 §3.2). */
final class Authorities {
  private Authorities() {}

  /**
   * Whether the text is a registered name, an IPv4 address or a bracketed IPv6 address, and maybe a
   * port.
   */
  static boolean isValid(String authority) {
    if (authority.isEmpty() || authority.length() > 300) {
      return false;
    }
    int end = authority.charAt(0) == '[' ? endOfIpv6(authority) : endOfName(authority);
    return end > 0 && isPort(authority, end);
  }

  private static int endOfIpv6(String authority) {
    int close = authority.indexOf(']');
    if (close < 2) {
      return -1;
    }
    String address = authority.substring(1, close);
    return io.netty.util.NetUtil.isValidIpV6Address(address) ? close + 1 : -1;
  }

  private static int endOfName(String authority) {
    int at = 0;
    while (at < authority.length() && isNameChar(authority.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isNameChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~!$&'()*+,;=%".indexOf(c) >= 0;
  }

  private static boolean isPort(String authority, int from) {
    if (from == authority.length()) {
      return true;
    }
    if (authority.charAt(from) != ':' || authority.length() - from > 6) {
      return false;
    }
    for (int i = from + 1; i < authority.length(); i++) {
      if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
