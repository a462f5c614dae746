package dev.figleaf.proxy.telemetry;

import java.util.List;

/** The figures of a guard that a test made up. */
record FixedGuard(String breakerWord, int requestsInFlight, int requestsWaiting)
    implements GuardFigures {
  @Override
  public int requestsAvailable() {
    return 10 - requestsInFlight;
  }

  @Override
  public int tunnelsOpen() {
    return 0;
  }

  @Override
  public int tunnelsAvailable() {
    return 5;
  }

  @Override
  public List<String> refusals() {
    return List.of("breaker-open", "bulkhead-full");
  }
}
