package dev.figleaf.rules;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A network of addresses, written {@code 10.0.0.0/8}; a bare address is a network of one (RFC 4632,
 * RFC 4291).
 */
@Form(is = "a network", like = "10.0.0.0/8", pattern = "^[0-9a-fA-F.:]+(/[0-9]{1,3})?$")
public final class Cidr {
  private static final int LONGEST = 64;

  private final String text;
  private final byte[] network;
  private final int prefix;

  private Cidr(String text, byte[] network, int prefix) {
    this.text = text;
    this.network = network;
    this.prefix = prefix;
  }

  /**
   * Reads a network from its text.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static Cidr parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(Quoted.of(text) + " is longer than an address can be");
    }
    int slash = text.indexOf('/');
    byte[] network = addressBytes(slash < 0 ? text : text.substring(0, slash));
    int bits = network.length * 8;
    int prefix = slash < 0 ? bits : prefixLength(text, text.substring(slash + 1), bits);
    return new Cidr(text, network, prefix);
  }

  private static int prefixLength(String whole, String text, int bits) {
    if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > bits) {
      throw new IllegalArgumentException(
          Quoted.of(whole) + " has no prefix length from 0 to " + bits + " after the slash");
    }
    return Integer.parseInt(text);
  }

  private static byte[] addressBytes(String text) {
    // Only literals reach the resolver: digits, hex, dots and colons never name a host.
    boolean literal =
        text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")
            || text.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    try {
      if (literal) {
        return InetAddress.getByName(text).getAddress();
      }
    } catch (UnknownHostException _) {
      // falls through to the one message
    }
    throw new IllegalArgumentException(Quoted.of(text) + " is not an IPv4 or IPv6 address");
  }

  /** Whether the address (4 or 16 bytes, network order) is in the network. */
  public boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = prefix / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int mask = prefix % 8 == 0 ? 0 : 0xFF << (8 - prefix % 8);
    return mask == 0 || (address[whole] & mask) == (network[whole] & mask);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr cidr && text.equals(cidr.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
