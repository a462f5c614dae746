package dev.figleaf.proxy.traffic;

import org.jspecify.annotations.Nullable;

/**
 * How a seam did within the last minute, as clients saw it.
 *
 * @param perSecond requests
 * @param observed the share of them that {@code to} answered, from 0 to 1; NaN where there were
 *     none
 * @param rescued how many {@code from} answered that {@code to} had failed
 */
public record SeamFigures(
    String seam, double perSecond, double observed, long rescued, Side from, Side to) {

  /**
   * One side of it.
   *
   * @param errors the share of its answers of 500 and more, from 0 to 1; NaN where it had none
   * @param latency in milliseconds, or null where it had none
   */
  public record Side(String upstream, double perSecond, double errors, @Nullable Latency latency) {}

  /** Quantiles, in milliseconds. */
  public record Latency(double p50, double p95, double p99) {}
}
