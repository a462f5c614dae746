package dev.figleaf.proxy.store;

import java.time.Instant;

/** A process that shares a history, what it runs, and when it last said so. */
public record ReplicaRow(String name, long revision, Instant seen) {}
