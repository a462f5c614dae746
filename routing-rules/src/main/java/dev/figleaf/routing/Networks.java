package dev.figleaf.routing;

import dev.figleaf.rules.Cidr;
import java.net.InetAddress;
import java.util.List;

/** How networks of clients relate. Two networks are apart, or one holds the other. */
final class Networks {
  private Networks() {}

  /** Whether some address is in both lists; an empty list is every address. */
  static boolean overlap(List<Cidr> some, List<Cidr> others) {
    return some.isEmpty()
        || others.isEmpty()
        || some.stream()
            .anyMatch(
                one -> others.stream().anyMatch(other -> holds(one, other) || holds(other, one)));
  }

  /** Whether every address of the narrow list is in the wide one; networks are not added up. */
  static boolean cover(List<Cidr> wide, List<Cidr> narrow) {
    List<Cidr> covered =
        narrow.isEmpty() ? List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0")) : narrow;
    return wide.isEmpty()
        || covered.stream().allMatch(one -> wide.stream().anyMatch(net -> holds(net, one)));
  }

  private static boolean holds(Cidr wide, Cidr narrow) {
    return prefix(wide) <= prefix(narrow) && wide.contains(address(narrow));
  }

  private static byte[] address(Cidr network) {
    return InetAddress.ofLiteral(network.toString().split("/", 2)[0]).getAddress();
  }

  private static int prefix(Cidr network) {
    String text = network.toString();
    int slash = text.indexOf('/');
    return slash < 0
        ? address(network).length * Byte.SIZE
        : Integer.parseInt(text.substring(slash + 1));
  }
}
