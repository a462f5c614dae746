package dev.figleaf.rules;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host, or every name under a domain.
 *
 * @param name in lower case; without the {@code *.} of a wildcard
 * @param wildcard whether it stands for every name under {@code name}, at any depth, but not for
 *     the name itself
 */
@Form(is = "a host", like = "shop.example.com", pattern = "^[^/ ]+$")
public record HostPattern(String name, boolean wildcard) {
  private static final int LONGEST = 255;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_][a-z0-9_-]{0,62})*");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]*:[0-9a-f:.]*]");

  /**
   * Reads {@code shop.example.com}, {@code *.example.com}, or an address such as {@code [::1]}.
   * Names with other letters than ASCII become their punycode, as clients send them.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static HostPattern parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(Quoted.of(text) + " is longer than a host can be");
    }
    if (text.equals("*")) {
      throw new IllegalArgumentException("leave out host to match every host");
    }
    boolean wildcard = text.startsWith("*.");
    return new HostPattern(name(text, wildcard ? text.substring(2) : text, wildcard), wildcard);
  }

  private static String name(String text, String name, boolean wildcard) {
    if (name.matches("[^:]*:[0-9]+|\\[.*]:[0-9]+")) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " has a port; a host matches on every port, leave it out");
    }
    String ascii = ascii(name).toLowerCase(Locale.ROOT);
    boolean valid = NAME.matcher(ascii).matches() && ascii.length() <= 253;
    boolean address = !wildcard && isAddress(ascii);
    if (!valid && !address) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " is not a host; write shop.example.com or *.example.com");
    }
    return ascii;
  }

  private static boolean isAddress(String text) {
    if (!IPV6.matcher(text).matches()) {
      return false;
    }
    try {
      return !Cidr.parse(text.substring(1, text.length() - 1)).toString().isEmpty();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static String ascii(String name) {
    try {
      return IDN.toASCII(name);
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      // Some malformed names make the converter fail in its own ways; the form is checked next.
      return name;
    }
  }

  @Override
  public String toString() {
    return wildcard ? "*." + name : name;
  }
}
