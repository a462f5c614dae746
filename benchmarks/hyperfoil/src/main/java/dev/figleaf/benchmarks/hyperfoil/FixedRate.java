package dev.figleaf.benchmarks.hyperfoil;

import io.hyperfoil.api.config.Benchmark;
import io.hyperfoil.api.config.BenchmarkData;
import io.hyperfoil.api.statistics.StatisticsSnapshot;
import io.hyperfoil.core.impl.LocalSimulationRunner;
import io.hyperfoil.core.parser.BenchmarkParser;
import io.hyperfoil.core.parser.ParserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Sends requests at a fixed rate, whether or not the ones before were answered.
 *
 * <p>Prints one line: {@code ANSWERS total completed failed p50 p99 max}, times in milliseconds.
 */
public final class FixedRate {
  private static final String BENCHMARK =
      """
      name: fixed-rate
      threads: 1
      http:
        host: %1$s
        sharedConnections: 100
      phases:
      - warm:
          constantRate:
            usersPerSec: %2$s
            variance: false
            duration: %3$ss
            maxSessions: 4000
            scenario:
            - get:
              - httpRequest:
                  GET: %5$s
      - steady:
          constantRate:
            usersPerSec: %2$s
            variance: false
            startAfter: warm
            duration: %4$ss
            maxSessions: 4000
            scenario:
            - get:
              - httpRequest:
                  GET: %5$s
      """;
  private static final double NANOS = 1e6;

  private FixedRate() {}

  /**
   * @param args the URL without a path, requests a second, seconds to warm up, seconds that count,
   *     the path
   */
  public static void main(String[] args) throws IOException, ParserException {
    var all = new StatisticsSnapshot();
    var steady = new StatisticsSnapshot();
    new LocalSimulationRunner(
            benchmark(args),
            (phase, _, _, snapshot, _) -> {
              all.add(snapshot);
              if (phase.name().equals("steady")) {
                steady.add(snapshot);
              }
            },
            null,
            null)
        .run();
    System.out.println(line(all, steady));
    // Its own threads would go on.
    System.exit(0);
  }

  private static Benchmark benchmark(String[] args) throws IOException, ParserException {
    byte[] yaml = BENCHMARK.formatted((Object[]) args).getBytes(StandardCharsets.UTF_8);
    return BenchmarkParser.instance()
        .buildBenchmark(new ByteArrayInputStream(yaml), BenchmarkData.EMPTY, Map.of());
  }

  private static String line(StatisticsSnapshot all, StatisticsSnapshot steady) {
    return String.format(
        Locale.ROOT,
        "ANSWERS %d %d %d %f %f %f",
        all.responseCount,
        steady.responseCount,
        steady.errors() + steady.invalid,
        steady.histogram.getValueAtPercentile(50) / NANOS,
        steady.histogram.getValueAtPercentile(99) / NANOS,
        steady.histogram.getMaxValue() / NANOS);
  }
}
