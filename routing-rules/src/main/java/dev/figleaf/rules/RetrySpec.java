package dev.figleaf.rules;

import org.jspecify.annotations.Nullable;

/** When a request that failed is sent once more. Absent figures are inherited. */
public record RetrySpec(
    @Doc("Further attempts after the first; 0 for none.") @Range(min = 0, max = 10) @Shorthand
        @Nullable Integer attempts,
    @Doc(
            "Retries in flight, as a share of the upstream's requests in flight; three are always allowed. Not on a route.")
        @Nullable Percentage budget,
    @Doc(
            "`true` lets a request of any method with an `Idempotency-Key` be sent again, because its upstream knows it by that.")
        @Nullable Boolean idempotencyKey) {

  @WhenAbsent public static final RetrySpec NONE = new RetrySpec(null, null, null);

  /** What holds where nobody says otherwise. */
  public static final RetrySpec STANDARD = new RetrySpec(1, new Percentage(20_000), false);

  /** This spec, with what it leaves open taken from another. */
  public RetrySpec orElse(RetrySpec other) {
    return new RetrySpec(
        attempts != null ? attempts : other.attempts,
        budget != null ? budget : other.budget,
        idempotencyKey != null ? idempotencyKey : other.idempotencyKey);
  }
}
