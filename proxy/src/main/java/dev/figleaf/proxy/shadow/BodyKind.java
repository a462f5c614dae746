package dev.figleaf.proxy.shadow;

/** The kinds of body, by which one is compared. */
public enum BodyKind {
  NONE,
  JSON,
  XML,
  HTML,
  TEXT,
  BYTES
}
