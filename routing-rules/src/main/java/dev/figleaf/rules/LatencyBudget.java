package dev.figleaf.rules;

import java.time.Duration;

/** How slow a candidate may be. */
public record LatencyBudget(
    @Doc("The time within which an answer is fast enough.")
        @Range(min = 1, max = 86_400_000)
        @Shorthand
        Duration within,
    @Doc("The share of answers that may take longer.") @Default("1%") Percentage slower) {}
