package dev.figleaf.proxy;

import dev.figleaf.rules.Form;
import dev.figleaf.rules.HostAndPort;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a listener listens: {@code :8080} for every IPv4 address of the machine, {@code
 * 127.0.0.1:9900}, {@code [::]:8080}.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port from 0 to 65535; 0 takes any that is free
 */
@Form(
    is = "an address to listen on",
    like = ":8080 or 127.0.0.1:8080",
    pattern = "^([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])?:[0-9]{1,5}$")
public record ListenAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9.-]+|\\[([0-9A-Fa-f:.]+)])?:([0-9]{1,5})");

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static ListenAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          '"' + text + "\" is not an address to listen on" + hint(text));
    }
    int port = Integer.parseInt(form.group(3));
    if (port > 65_535) {
      throw new IllegalArgumentException(port + " is no port; a port is at most 65535");
    }
    String host = form.group(2) == null ? form.group(1) : form.group(2);
    return new ListenAddress(host == null ? "0.0.0.0" : host, port);
  }

  private static String hint(String text) {
    return text.matches("[0-9]{1,5}")
        ? "; write :" + text
        : "; write a port after a colon, such as :8080 or 127.0.0.1:8080";
  }

  /** The same host with another port. */
  public ListenAddress withPort(int other) {
    return new ListenAddress(host, other);
  }

  /** Where a browser on this machine finds it. */
  public String url() {
    String reached = host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "::1" : host;
    return "http://" + new HostAndPort(reached, port);
  }

  @Override
  public String toString() {
    return new HostAndPort(host, port).toString();
  }
}
