package dev.figleaf.proxy.upstream;

/** The body of a client's request cannot be told from what follows it (RFC 9112 §7.1). */
public final class BrokenBody extends Exception {
  private static final long serialVersionUID = 1;

  public BrokenBody() {
    super("the framing of the request body is broken", null, false, false);
  }
}
