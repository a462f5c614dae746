package dev.figleaf.proxy.traffic;

import dev.figleaf.rules.SeamSpec;

/** What all event loops counted of one seam, added up. Used by one thread. */
final class SeamSum {
  long fromRequests;
  long fromErrors;
  long toRequests;
  long toErrors;
  long rescued;
  final long[] fromSteps = new long[Steps.COUNT];
  final long[] toSteps = new long[Steps.COUNT];

  /** The share that {@code to} answered itself. */
  double observed() {
    return share(toRequests - rescued, fromRequests + toRequests);
  }

  SeamFigures figures(SeamSpec seam, double seconds) {
    return new SeamFigures(
        seam.name(),
        (fromRequests + toRequests) / seconds,
        observed(),
        rescued,
        new SeamFigures.Side(
            seam.from(),
            fromRequests / seconds,
            share(fromErrors, fromRequests),
            Steps.latency(fromSteps)),
        new SeamFigures.Side(
            seam.to(), toRequests / seconds, share(toErrors, toRequests), Steps.latency(toSteps)));
  }

  double fromErrorShare() {
    return share(fromErrors, fromRequests);
  }

  double toErrorShare() {
    return share(toErrors, toRequests);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
