package dev.figleaf.proxy.shadow;

/** The sides of a pair, whoever served the client. */
public enum Role {
  /** The one that is compared with. */
  CONTROL,
  /** The one that is judged. */
  CANDIDATE
}
