package dev.figleaf.rules;

import java.time.Duration;
import java.util.List;

/**
 * Which answers of a route are kept and given again, as a shared cache does (RFC 9111).
 *
 * @param ttl zero where only answers are kept that say themselves how long
 * @param vary names of request headers, as they are written
 */
public record CacheSpec(
    @Doc("How long an answer is fresh that does not say so itself; 0s keeps only those that do.")
        @Shorthand
        @Default("0s")
        Duration ttl,
    @Doc("Request headers that choose among answers, beside those that the answer's Vary names.")
        @Check(TextKind.HEADER_NAME)
        List<String> vary,
    @Doc("How long a stale answer is given while the upstream is asked again.") @Default("0s")
        Duration staleWhileRevalidate,
    @Doc("How long a stale answer is given where the upstream fails.") @Default("0s")
        Duration staleIfError,
    @Doc("Memory for the answers of the route; those least worth it go first.") @Default("64MiB")
        ByteSize max,
    @Doc("The largest body that is kept.") @Default("1MiB") ByteSize maxEntry) {

  public CacheSpec {
    vary = List.copyOf(vary);
  }
}
