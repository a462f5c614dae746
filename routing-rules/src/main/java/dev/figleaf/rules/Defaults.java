package dev.figleaf.rules;

/** What holds for every upstream that does not say otherwise. */
public record Defaults(
    @Doc("Limits on waiting for an upstream.") TimeoutSpec timeout,
    @Doc("Bounds on connections to each endpoint.") PoolSpec pool) {

  @WhenAbsent public static final Defaults NONE = new Defaults(TimeoutSpec.NONE, PoolSpec.NONE);
}
