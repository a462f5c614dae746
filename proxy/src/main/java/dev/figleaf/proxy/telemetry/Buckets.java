package dev.figleaf.proxy.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** The upper bounds of latency histograms, the same for all so that they can be added up. */
final class Buckets {
  /** 1 ms to 60 s, at most a factor of 2.5 apart: the default timeouts are bounds of their own. */
  static final List<Duration> LATENCY =
      LongStream.of(
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000,
              60_000)
          .mapToObj(Duration::ofMillis)
          .toList();

  private Buckets() {}
}
