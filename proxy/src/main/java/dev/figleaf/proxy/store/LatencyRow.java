package dev.figleaf.proxy.store;

import java.time.Instant;

/**
 * How long answers of one side took, within one bucket of time. Rows of one key add up.
 *
 * @param side {@code control} or {@code candidate}
 * @param step which step of the histogram, shortest first
 */
public record LatencyRow(
    String candidacy,
    Instant bucket,
    String method,
    String template,
    String side,
    int step,
    long count) {}
