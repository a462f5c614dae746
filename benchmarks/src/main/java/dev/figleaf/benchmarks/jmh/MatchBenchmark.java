package dev.figleaf.benchmarks.jmh;

import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.routing.SimpleRequestHead;
import dev.figleaf.rules.RuleReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finds the last of many routes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // @Setup sets them
public class MatchBenchmark {
  private static final int ROUTES_PER_FILE = 5_000;

  @Param({"10", "1000", "10000"})
  private int routes;

  private RouteTable table;
  private RequestHead head;

  /** Through the reader, as a facade gets them. */
  @Setup
  public void compile() {
    var files = new HashMap<String, String>();
    files.put("upstreams.yaml", "version: 1\nupstreams: { legacy: { url: http://127.0.0.1:1 } }\n");
    for (int from = 0; from < routes; from += ROUTES_PER_FILE) {
      files.put("routes-" + from + ".yaml", file(from, Math.min(routes, from + ROUTES_PER_FILE)));
    }
    table = table(files);
    head = SimpleRequestHead.get("/api/v1/thing" + (routes - 1) + "/items/7");
  }

  private static String file(int from, int to) {
    return "version: 1\nroutes:\n"
        + IntStream.range(from, to)
            .mapToObj("  - { match: /api/v1/thing%d/**, to: legacy }\n"::formatted)
            .collect(Collectors.joining());
  }

  private static RouteTable table(Map<String, String> files) {
    return switch (new RuleLoader(new RuleReader(_ -> Optional.empty())).load(files)) {
      case Loaded.Ok ok -> ok.table();
      case Loaded.Rejected rejected ->
          throw new IllegalStateException(rejected.problems().toString());
    };
  }

  @Benchmark
  public @Nullable Route match() {
    return table.match(head);
  }
}
