package dev.figleaf.rules;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Bounds on the connections to each endpoint of an upstream. Absent figures are inherited. */
public record PoolSpec(
    @Doc("Connections to one endpoint, over all event loops.") @Range(min = 1, max = 100_000)
        @Nullable Integer connections,
    @Doc("Requests that may wait for a connection, per event loop.")
        @Range(min = 1, max = 1_000_000)
        @Nullable Integer waiting,
    @Doc("How long a request waits for a connection.") @Range(min = 1) @Nullable Duration maxWait,
    @Doc("How long an idle connection is kept.") @Range(min = 1) @Nullable Duration keepAlive) {

  @WhenAbsent public static final PoolSpec NONE = new PoolSpec(null, null, null, null);

  /** This spec, with what it leaves open taken from another. */
  public PoolSpec orElse(PoolSpec other) {
    return new PoolSpec(
        connections != null ? connections : other.connections,
        waiting != null ? waiting : other.waiting,
        maxWait != null ? maxWait : other.maxWait,
        keepAlive != null ? keepAlive : other.keepAlive);
  }
}
