package dev.figleaf.benchmarks.jmh;

import dev.figleaf.proxy.shadow.Answer;
import dev.figleaf.proxy.shadow.CapturedBody;
import dev.figleaf.proxy.shadow.Comparator;
import dev.figleaf.proxy.shadow.Comparison;
import dev.figleaf.proxy.shadow.HeaderField;
import dev.figleaf.proxy.shadow.Pairs;
import dev.figleaf.rules.CompareSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/** Compares two answers of JSON: a list of items, of which the last differs or none. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // @Setup sets them
public class CompareBenchmark {
  /** As long as an item is as JSON, about. */
  private static final int ITEM = 64;

  @Param({"1", "100"})
  private int kibibytes;

  private final Comparator comparator = Comparator.of(CompareSpec.STANDARD);
  private Answer control;
  private Answer same;
  private Answer other;

  @Setup
  public void answer() {
    control = json("9.90");
    same = json("9.90");
    other = json("9.91");
  }

  private Answer json(String lastPrice) {
    int items = kibibytes * 1024 / ITEM;
    String body =
        IntStream.rangeClosed(1, items)
            .mapToObj(id -> item(id, id == items ? lastPrice : "9.90"))
            .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    return new Answer(
        200,
        List.of(new HeaderField("content-type", "application/json")),
        new CapturedBody.Whole(body.getBytes(StandardCharsets.UTF_8)),
        Duration.ofMillis(5));
  }

  private static String item(int id, String price) {
    return "{\"id\":%06d,\"name\":\"a tin of beans\",\"price\":%s,\"stock\":12}"
        .formatted(100_000 + id, price);
  }

  @Benchmark
  public Comparison equalToTheByte() {
    return comparator.compare(control, same, new Pairs(0));
  }

  @Benchmark
  public Comparison differing() {
    return comparator.compare(control, other, new Pairs(0));
  }
}
