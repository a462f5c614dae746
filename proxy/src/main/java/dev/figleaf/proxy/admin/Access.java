package dev.figleaf.proxy.admin;

/** Who may ask for something. */
enum Access {
  /** Everybody who reaches the listener. */
  OPEN,
  /** Who has a token. */
  VIEWER,
  /** Who has the token of an operator. */
  OPERATOR;

  boolean isFor(Role role) {
    return this != OPERATOR || role == Role.OPERATOR;
  }
}
