package dev.figleaf.proxy.store;

import java.time.Instant;

/**
 * An operator's word that a difference is meant: until it expires it does not count.
 *
 * @param by who said so
 */
public record AcceptanceRow(
    String id, String difference, String because, String by, Instant at, Instant until) {}
