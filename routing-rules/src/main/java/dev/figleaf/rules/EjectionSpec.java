package dev.figleaf.rules;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When an endpoint whose requests fail is left out for a while. Absent figures are inherited.
 *
 * <p>An upstream with one endpoint never loses it: that is for the breaker to say.
 */
public record EjectionSpec(
    @Doc("`false` keeps every endpoint, whatever becomes of its requests.")
        @Nullable Boolean enabled,
    @Doc("Failures in a row that take an endpoint out.") @Range(min = 1, max = 1_000)
        @Nullable Integer consecutiveFailures,
    @Doc("How long it stays out, times how often it was out lately.")
        @Range(min = 1, max = 3_600_000)
        @Nullable Duration ejectFor,
    @Doc("The share of endpoints that may be out at once; never the last one.")
        @Nullable Percentage atMost) {

  @WhenAbsent public static final EjectionSpec NONE = new EjectionSpec(null, null, null, null);

  /** What holds where nobody says otherwise. */
  public static final EjectionSpec STANDARD =
      new EjectionSpec(true, 5, Duration.ofSeconds(30), new Percentage(50_000));

  /** This spec, with what it leaves open taken from another. */
  public EjectionSpec orElse(EjectionSpec other) {
    return new EjectionSpec(
        enabled != null ? enabled : other.enabled,
        consecutiveFailures != null ? consecutiveFailures : other.consecutiveFailures,
        ejectFor != null ? ejectFor : other.ejectFor,
        atMost != null ? atMost : other.atMost);
  }
}
