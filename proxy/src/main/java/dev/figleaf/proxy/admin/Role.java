package dev.figleaf.proxy.admin;

import java.util.Locale;

/** What the holder of a token may do. */
public enum Role {
  /** Look. */
  VIEWER,
  /** Look, and change what is live. */
  OPERATOR;

  /** As it is written in the config. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
