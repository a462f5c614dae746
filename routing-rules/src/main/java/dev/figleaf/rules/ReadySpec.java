package dev.figleaf.rules;

import org.jspecify.annotations.Nullable;

/** When the candidate counts as ready to take over. */
public record ReadySpec(
    @Doc("The share of compared requests that may really differ.") @Default("0.1%")
        Percentage mismatches,
    @Doc("The share of requests that only the candidate may fail.") @Default("0.1%")
        Percentage errors,
    @Doc("How sure the verdict must be, however often somebody looks.") @Default("95%")
        Percentage confidence,
    @Doc("The fewest pairs that are compared before anything is said.")
        @Range(min = 1, max = 100_000_000)
        @Default("1000")
        long samples,
    @Doc("The share of what is seen live that must have been compared, by endpoint and status.")
        @Default("90%")
        Percentage coverage,
    @Doc("How slow the candidate may be; not judged when absent.")
        @Nullable LatencyBudget latency) {

  @WhenAbsent
  public static final ReadySpec STANDARD =
      new ReadySpec(
          new Percentage(100),
          new Percentage(100),
          new Percentage(95_000),
          1_000,
          new Percentage(90_000),
          null);
}
