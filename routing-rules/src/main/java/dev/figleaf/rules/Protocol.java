package dev.figleaf.rules;

/** A protocol spoken to an upstream. */
public enum Protocol {
  HTTP_1_1("http/1.1");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
