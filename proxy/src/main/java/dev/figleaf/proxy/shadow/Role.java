package dev.figleaf.proxy.shadow;

import java.util.Locale;

/** The sides of a pair, whoever served the client. */
public enum Role {
  /** The one that is compared with. */
  CONTROL,
  /** The one that is judged. */
  CANDIDATE;

  /** The word for it in rows, reports and messages. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
