package dev.figleaf.rules;

/** A protocol spoken to an upstream. */
@Form(is = "a protocol", like = "http/1.1", pattern = "^http/1\\.1$")
public enum Protocol {
  HTTP_1_1("http/1.1");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  /**
   * Reads {@code http/1.1}.
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
            + " is not a protocol that Figleaf speaks to upstreams; it speaks http/1.1");
  }

  @Override
  public String toString() {
    return text;
  }
}
