package dev.figleaf.rules;

/** What holds for every upstream that does not say otherwise. */
public record Defaults(
    @Doc("Limits on waiting for an upstream.") TimeoutSpec timeout,
    @Doc("Bounds on connections to each endpoint.") PoolSpec pool,
    @Doc("When an endpoint whose requests fail is left out for a while.") EjectionSpec ejection,
    @Doc("How much of an upstream may be in use at once.") BulkheadSpec bulkhead,
    @Doc("When calls to an upstream stop for a while.") BreakerSpec breaker,
    @Doc("When a request that failed is sent once more.") RetrySpec retry) {

  @WhenAbsent
  public static final Defaults NONE =
      new Defaults(
          TimeoutSpec.NONE,
          PoolSpec.NONE,
          EjectionSpec.NONE,
          BulkheadSpec.NONE,
          BreakerSpec.NONE,
          RetrySpec.NONE);
}
