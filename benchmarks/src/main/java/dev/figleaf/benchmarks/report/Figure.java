package dev.figleaf.benchmarks.report;

import java.util.Locale;

/** Something that is measured, with its unit in its title. */
public enum Figure {
  RATE("requests/s", 0),
  CPU("CPU µs/request", 1),
  P50("p50 ms", 2),
  P99("p99 ms", 2),
  MAX("max ms", 1),
  ALLOCATED("allocated B/request", 0),
  RESIDENT("RSS MiB", 1),
  START("start ms", 0),
  PER_CONNECTION("RSS KiB/connection", 2),
  LIVE_PER_CONNECTION("heap KiB/connection", 2),
  RELOAD("reload ms", 0),
  STEADY_P99("p99 ms before", 2);

  private final String title;
  private final int digits;

  Figure(String title, int digits) {
    this.title = title;
    this.digits = digits;
  }

  public String title() {
    return title;
  }

  /** With thousands apart and as many digits as mean something. */
  public String text(double value) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
