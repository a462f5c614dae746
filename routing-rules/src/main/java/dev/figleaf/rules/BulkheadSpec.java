package dev.figleaf.rules;

import org.jspecify.annotations.Nullable;

/** How much of an upstream may be in use at once. Absent figures are inherited. */
public record BulkheadSpec(
    @Doc("Requests in flight to the upstream.") @Range(min = 1, max = 1_000_000) @Shorthand
        @Nullable Integer concurrent,
    @Doc("Requests that may wait for others to end, in order and within their deadline.")
        @Range(min = 0, max = 100_000)
        @Nullable Integer queue,
    @Doc("WebSockets and other tunnels to the upstream, counted apart.")
        @Range(min = 1, max = 1_000_000)
        @Nullable Integer tunnels) {

  @WhenAbsent public static final BulkheadSpec NONE = new BulkheadSpec(null, null, null);

  /** What holds where nobody says otherwise. */
  public static final BulkheadSpec STANDARD = new BulkheadSpec(1_024, 0, 10_000);

  /** This spec, with what it leaves open taken from another. */
  public BulkheadSpec orElse(BulkheadSpec other) {
    return new BulkheadSpec(
        concurrent != null ? concurrent : other.concurrent,
        queue != null ? queue : other.queue,
        tunnels != null ? tunnels : other.tunnels);
  }
}
