package dev.figleaf.rules;

/**
 * When a second request is sent beside a safe one that is slow; the first answer wins, the other is
 * given up.
 */
public record HedgeSpec(
    @Doc("How long the first may take: a duration, or a percentile of the upstream's own times.")
        @Shorthand
        HedgeDelay after,
    @Doc("The share of the route's requests that may have a second one.") @Default("5%")
        Percentage atMost) {}
