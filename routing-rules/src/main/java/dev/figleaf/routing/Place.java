package dev.figleaf.routing;

/**
 * Where a client stands among all clients of a seam, whatever the weights are.
 *
 * @param key what said who the client is, as in {@link Decision#key()}
 * @param hash of {@link Cohort}; unsigned
 */
public record Place(String key, long hash) {}
