package dev.figleaf.proxy.store;

import java.time.Instant;

/**
 * How many requests came to one thing, within one bucket of time.
 *
 * @param bucket when the bucket begins
 * @param statusClass of the control, 2 for 2xx; 0 where there is none
 * @param what {@code live}; {@code failed} where the candidate gave no answer; a finding in lower
 *     case where both sides answered; {@code error} where of those only the candidate answered with
 *     a server error
 * @param pattern the ids of the differences that were found together, in order, with a comma
 *     between; empty where there are none
 */
public record CountRow(
    String candidacy,
    Instant bucket,
    String method,
    String template,
    int statusClass,
    String what,
    String pattern,
    long count) {}
