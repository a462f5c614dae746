package dev.figleaf.proxy.harness;

import java.util.List;
import java.util.Optional;

/**
 * A start line and headers, exactly as they came: order, case, bytes (as ISO 8859-1), duplicates.
 */
public record Head(String startLine, List<Header> headers) {

  /** One line of a head. */
  public record Header(String name, String value) {
    @Override
    public String toString() {
      return name + ": " + value;
    }
  }

  public Head {
    headers = List.copyOf(headers);
  }

  /** All values of a header, in order; names compare without case. */
  public List<String> all(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  public boolean has(String name) {
    return first(name).isPresent();
  }

  public boolean isChunked() {
    return first("Transfer-Encoding").map("chunked"::equalsIgnoreCase).orElse(false);
  }

  public int length() {
    return first("Content-Length").map(Integer::parseInt).orElse(0);
  }
}
