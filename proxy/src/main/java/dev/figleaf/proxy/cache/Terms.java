package dev.figleaf.proxy.cache;

/**
 * How long an answer may be used, and how. Times are milliseconds.
 *
 * @param receivedAt on the clock of the cache
 * @param initialAge how old it was then (RFC 9111 §4.2.3)
 * @param lifetime the age up to which it is fresh (§4.2.1)
 * @param staleWhileRevalidate past that, while the upstream is asked again (RFC 5861 §3)
 * @param staleIfError past that, where the upstream fails (RFC 5861 §4)
 * @param everAsked whether it must be asked for every time ({@code no-cache})
 * @param forAuthorized whether requests with credentials may be answered with it (RFC 9111 §3.5)
 */
public record Terms(
    long receivedAt,
    long initialAge,
    long lifetime,
    long staleWhileRevalidate,
    long staleIfError,
    boolean maxStaleAllowed,
    boolean everAsked,
    boolean forAuthorized) {

  /** How old it is (RFC 9111 §4.2.3); never less than it was before. */
  long age(long now) {
    return initialAge + Math.max(0, now - receivedAt);
  }

  boolean isFresh(long now) {
    return !everAsked && age(now) < lifetime;
  }

  /** How long it has been stale; below zero while it is fresh. */
  long staleness(long now) {
    return age(now) - lifetime;
  }
}
