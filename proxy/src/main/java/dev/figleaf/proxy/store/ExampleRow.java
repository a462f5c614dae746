package dev.figleaf.proxy.store;

import java.time.Instant;

/**
 * One request that showed a difference, with both answers; redacted already.
 *
 * @param id unlike that of any other
 * @param difference the id of the difference that it is kept for
 * @param content a document of JSON
 */
public record ExampleRow(
    String id, String difference, String candidacy, Instant at, String content) {}
