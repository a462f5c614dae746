package dev.figleaf.benchmarks.jmh;

import dev.figleaf.routing.Cohort;
import java.util.concurrent.TimeUnit;
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

/** Says where a client stands in a split. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CohortBenchmark {
  @Param({"42", "4f6b1d0e9c2a7b385f6e4f6b1d0e9c2a7b385f6e"})
  private String key = "";

  @Benchmark
  public double fraction() {
    return Cohort.fraction(Cohort.hash("catalog", key));
  }
}
