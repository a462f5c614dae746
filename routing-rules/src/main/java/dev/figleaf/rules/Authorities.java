package dev.figleaf.rules;

/** A host with an optional port, as it stands in a Host header (RFC 9110 §7.2). */
final class Authorities {
  private Authorities() {}

  /**
   * The authority in lower case.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static String check(String text) {
    int colon = text.lastIndexOf(':');
    boolean ported = colon > text.lastIndexOf(']') && text.indexOf(':') == colon || isPorted(text);
    String host = ported ? text.substring(0, colon) : text;
    if (ported && !isPort(text.substring(colon + 1))) {
      throw new IllegalArgumentException(Quoted.of(text) + " has no port from 1 to 65535");
    }
    return name(text, host) + (ported ? text.substring(colon) : "");
  }

  private static String name(String text, String host) {
    try {
      HostPattern pattern = HostPattern.parse(host);
      if (!pattern.wildcard()) {
        return pattern.name();
      }
    } catch (IllegalArgumentException _) {
      // told below, in words that fit a Host
    }
    throw new IllegalArgumentException(
        Quoted.of(text) + " is not a host; write a name such as shop.example.com, or name:port");
  }

  private static boolean isPorted(String text) {
    return text.startsWith("[") && text.contains("]:");
  }

  static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) >= 1
        && Integer.parseInt(text) <= 65_535;
  }
}
