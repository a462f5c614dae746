package dev.figleaf.benchmarks.jmh;

import dev.figleaf.routing.PathNormalizer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Normalises a path, which most often is normal already, and refuses what must not pass. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PathGateBenchmark {
  @Param({"/api/catalog/items/7", "/api/./catalog//x/../items/%37", "/api/catalog/%2e%2e%2fadmin"})
  private String path = "";

  @Benchmark
  public @Nullable String normalise() {
    return PathNormalizer.normalise(path);
  }
}
