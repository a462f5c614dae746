package dev.figleaf.proxy.telemetry;

import java.util.List;

/** What a scrape asks of the guard of an upstream. Thread-safe; never blocks. */
public interface GuardFigures {
  /** {@code closed}, {@code open}, {@code half_open} or {@code disabled}. */
  String breakerWord();

  int requestsInFlight();

  int requestsAvailable();

  int tunnelsOpen();

  int tunnelsAvailable();

  /** Requests that wait for a permit. */
  int requestsWaiting();

  /** The codes with which a call may be refused, so that they are counted from zero. */
  List<String> refusals();
}
