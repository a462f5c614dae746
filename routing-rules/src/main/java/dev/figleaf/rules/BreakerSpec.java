package dev.figleaf.rules;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When calls to an upstream stop for a while, and how they begin again. Absent figures are
 * inherited.
 *
 * @param count empty where nothing is written
 */
public record BreakerSpec(
    @Doc("`false` lets every call pass, whatever becomes of it.") @Nullable Boolean enabled,
    @Doc("The share of failed calls that opens the breaker.") @Nullable Percentage failureRate,
    @Doc("Calls before a share of them says anything.") @Range(min = 1, max = 1_000_000)
        @Nullable Integer minimumCalls,
    @Doc("The time over which calls are counted.") @Range(min = 1_000, max = 3_600_000)
        @Nullable Duration within,
    @Doc("How long the breaker stays open before a probe; doubled while probes fail.")
        @Range(min = 1, max = 3_600_000)
        @Nullable Duration openFor,
    @Doc("How far `open-for` may double.") @Range(min = 1, max = 3_600_000)
        @Nullable Duration openAtMost,
    @Doc("Calls that pass while the breaker is half open.") @Range(min = 1, max = 1_000)
        @Nullable Integer probes,
    @Doc("A call slower than this is slow; nothing is slow when absent.")
        @Range(min = 1, max = 3_600_000)
        @Nullable Duration slowCall,
    @Doc("The share of slow calls that opens the breaker.") @Nullable Percentage slowRate,
    @Doc(
            "Statuses that count as failures, beside transport failures and timeouts: `503`, or `5xx` for all of a class.")
        List<StatusClass> count) {

  @WhenAbsent
  public static final BreakerSpec NONE =
      new BreakerSpec(null, null, null, null, null, null, null, null, null, List.of());

  /** What holds where nobody says otherwise: it suits a drop-in in front of an old monolith. */
  public static final BreakerSpec STANDARD =
      new BreakerSpec(
          true,
          new Percentage(50_000),
          20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          1,
          null,
          Percentage.ALL,
          List.of(StatusClass.of(502), StatusClass.of(503), StatusClass.of(504)));

  public BreakerSpec {
    count = List.copyOf(count);
  }

  /** This spec, with what it leaves open taken from another. */
  public BreakerSpec orElse(BreakerSpec other) {
    return new BreakerSpec(
        enabled != null ? enabled : other.enabled,
        failureRate != null ? failureRate : other.failureRate,
        minimumCalls != null ? minimumCalls : other.minimumCalls,
        within != null ? within : other.within,
        openFor != null ? openFor : other.openFor,
        openAtMost != null ? openAtMost : other.openAtMost,
        probes != null ? probes : other.probes,
        slowCall != null ? slowCall : other.slowCall,
        slowRate != null ? slowRate : other.slowRate,
        count.isEmpty() ? other.count : count);
  }
}
