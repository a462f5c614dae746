package dev.figleaf.proxy.store;

import java.time.Instant;

/**
 * One distinct difference, and how often it was found within one bucket of time; rows of one key
 * add up, the first time it was seen stays.
 *
 * @param id the same on every replica and after every restart
 * @param kind of difference, in lower case with hyphens
 * @param finding in lower case
 */
public record DifferenceRow(
    String id,
    String candidacy,
    String subject,
    String method,
    String template,
    String path,
    String kind,
    String finding,
    Instant bucket,
    Instant first,
    Instant last,
    long count) {}
