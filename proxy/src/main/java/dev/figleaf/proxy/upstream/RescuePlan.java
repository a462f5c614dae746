package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.Rescue;

/**
 * How {@code from} answers what {@code to} of a seam failed.
 *
 * @param from how the route's requests go there
 * @param atMost the share of the seam's requests to {@code to}
 */
public record RescuePlan(ForwardPlan from, Rescue mode, Percentage atMost, RescueBudget budget) {}
