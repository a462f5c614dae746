package dev.figleaf.rules;

/** What becomes of a client's credentials in a shadow: Authorization and Cookie. */
public enum Credentials {
  /** They go along. */
  KEEP,
  /** They are left out; {@code headers: { set: … }} may give others. */
  DROP
}
