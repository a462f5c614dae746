package dev.figleaf.proxy.store;

import java.time.Instant;

/** How many requests were not shadowed, or not compared, for one reason within one bucket. */
public record LeftOutRow(String candidacy, Instant bucket, String reason, long count) {}
