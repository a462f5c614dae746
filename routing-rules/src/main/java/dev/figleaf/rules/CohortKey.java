package dev.figleaf.rules;

/** One place of a request that says who its client is, written {@code header:X-User-Id}. */
public sealed interface CohortKey {
  /** A request header; its first value. */
  record Header(String name) implements CohortKey {}

  /** A cookie. */
  record Cookie(String name) implements CohortKey {}

  /** A query parameter; its first value, percent-decoded. */
  record Query(String name) implements CohortKey {}

  /** The client's address, after trusted proxies. */
  record Ip() implements CohortKey {}
}
