package dev.figleaf.rules;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are copied to the side that did not serve them, and what becomes of the copy.
 *
 * @param methods of requests that are copied; empty for the safe ones (RFC 9110 §9.2.1)
 * @param to the upstream of the copy on a route; null on a seam, where the other side is meant
 */
public record ShadowSpec(
    @Doc("The upstream that gets the copy; only on a route, a seam has its other side.") @Shorthand
        @Nullable String to,
    @Doc("The share of requests that is copied, the same ones on every replica.") @Default("100%")
        Percentage sample,
    @Doc("Methods that are copied; the safe ones when absent.") @Check(TextKind.METHOD)
        Set<String> methods,
    @Doc("What becomes of Authorization and Cookie: `keep` or `drop`.") @Default("keep")
        Credentials credentials,
    @Doc("Headers of the copy to set, add and remove.") HeaderEdits headers,
    @Doc("The Host of the copy: `client`, `endpoint` or a host.") @Nullable HostPolicy host,
    @Doc("How the path changes for the copy.") @Nullable RewriteSpec rewrite,
    @Doc("The largest body that is copied; larger answers are compared by hash.") @Default("1MiB")
        ByteSize limit,
    @Doc("How long the copy may take.") @Range(min = 1, max = 600_000) @Default("10s")
        Duration timeout,
    @Doc("Copies in flight at once; more are left out and counted.")
        @Range(min = 1, max = 10_000)
        @Default("64")
        int concurrent,
    @Doc("Templates of endpoints, such as `/api/orders/{id}`, where those learned do not do.")
        @Check(TextKind.PATH_TEMPLATE)
        List<String> endpoints,
    @Doc("How the two answers are compared.") CompareSpec compare,
    @Doc("When the candidate counts as ready to take over.") ReadySpec ready) {

  public ShadowSpec {
    methods = Set.copyOf(methods);
    endpoints = List.copyOf(endpoints);
  }
}
