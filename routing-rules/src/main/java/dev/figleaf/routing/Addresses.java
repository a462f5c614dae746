package dev.figleaf.routing;

/** Addresses of clients as text. */
final class Addresses {
  private Addresses() {}

  /**
   * An address as text: IPv4 with dots, also where it is mapped into IPv6 (RFC 4291 §2.5.5.2); IPv6
   * as eight hexadecimal groups, in lower case, without leading zeros and without {@code ::}.
   */
  static String text(byte[] address) {
    if (address.length == 4) {
      return v4(address, 0);
    }
    return isMapped(address) ? v4(address, 12) : v6(address);
  }

  private static boolean isMapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  private static String v4(byte[] address, int start) {
    var text = new StringBuilder(15);
    for (int i = start; i < start + 4; i++) {
      text.append(i == start ? "" : ".").append(address[i] & 0xFF);
    }
    return text.toString();
  }

  private static String v6(byte[] address) {
    var text = new StringBuilder(39);
    for (int i = 0; i < 16; i += 2) {
      int group = (address[i] & 0xFF) << 8 | address[i + 1] & 0xFF;
      text.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
    }
    return text.toString();
  }
}
