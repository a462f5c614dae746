package dev.figleaf.proxy.store;

import java.time.Instant;

/**
 * The time in which one candidate is compared under the same rules: evidence counts within one of
 * these, a changed candidate begins another.
 *
 * @param id the same on every replica that runs the same rules
 * @param subject the seam, or the route that shadows by itself
 * @param control the upstream that is compared with
 * @param candidate the upstream that is judged
 * @param ready the budgets it is judged by, as JSON
 * @param reason why it began
 */
public record CandidacyRow(
    String id,
    String subject,
    String control,
    String candidate,
    Instant began,
    String ready,
    String reason) {}
