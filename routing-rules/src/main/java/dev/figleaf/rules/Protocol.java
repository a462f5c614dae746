package dev.figleaf.rules;

/** A protocol spoken to an upstream. */
@Form(is = "a protocol", like = "http/1.1", pattern = "^(http/1\\.1|h2|h2c)$")
public enum Protocol {
  HTTP_1_1("http/1.1"),
  /** HTTP/2 over TLS, agreed by ALPN. */
  H2("h2"),
  /** HTTP/2 in clear text, with prior knowledge. */
  H2C("h2c");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  /**
   * Reads {@code http/1.1}, {@code h2} or {@code h2c}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static Protocol parse(String text) {
    for (Protocol protocol : values()) {
      if (protocol.text.equals(text)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException(
        Quoted.of(text)
            + " is not a protocol that Figleaf speaks to upstreams; it speaks http/1.1, h2 and h2c");
  }

  /** Whether many requests share a connection. */
  public boolean isHttp2() {
    return this != HTTP_1_1;
  }

  @Override
  public String toString() {
    return text;
  }
}
