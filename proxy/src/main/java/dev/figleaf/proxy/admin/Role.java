package dev.figleaf.proxy.admin;

/** What the holder of a token may do. */
public enum Role {
  /** Look. */
  VIEWER,
  /** Look, and change what is live. */
  OPERATOR
}
