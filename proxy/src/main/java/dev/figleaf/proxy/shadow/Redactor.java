package dev.figleaf.proxy.shadow;

/** Takes secrets out. */
public final class Redactor {
  static final String REDACTED = "‹redacted›";

  private Redactor() {}
}
