package dev.figleaf.routing;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** Request heads for tests, said in the order in which they are read. */
final class Heads {
  private final String method;
  private final String target;
  private String host = "localhost";
  private String client = "127.0.0.1";
  private final Map<String, String> headers = new LinkedHashMap<>();

  private Heads(String method, String target) {
    this.method = method;
    this.target = target;
  }

  static Heads get(String target) {
    return new Heads("GET", target);
  }

  static Heads request(String method, String target) {
    return new Heads(method, target);
  }

  Heads host(String value) {
    host = value;
    return this;
  }

  Heads client(String address) {
    client = address;
    return this;
  }

  Heads header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Heads cookie(String name, String value) {
    headers.merge("Cookie", name + "=" + value, (some, more) -> some + "; " + more);
    return this;
  }

  RequestHead build() {
    int question = target.indexOf('?');
    return new SimpleRequestHead(
        method,
        host,
        question < 0 ? target : target.substring(0, question),
        question < 0 ? null : target.substring(question + 1),
        headers,
        InetAddress.ofLiteral(client).getAddress());
  }
}
