package dev.figleaf.benchmarks.jmh;

import dev.figleaf.proxy.shadow.Judge;
import dev.figleaf.proxy.shadow.JudgeEvents;
import dev.figleaf.proxy.shadow.Subject;
import dev.figleaf.proxy.shadow.Subjects;
import dev.figleaf.rules.ByteSize;
import dev.figleaf.rules.CompareSpec;
import dev.figleaf.rules.Credentials;
import dev.figleaf.rules.HeaderEdits;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.ReadySpec;
import dev.figleaf.rules.ShadowSpec;
import dev.figleaf.rules.UpstreamSpec;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What each request of a shadowed seam costs the event loops that tell of it: two at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Threads(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // @Setup sets them
public class JudgeBenchmark {
  private Judge judge;
  private Subject subject;

  @Setup
  public void start() {
    var subjects = new Subjects(InstantSource.system());
    subject = subjects.prepare("catalog", spec(), upstream("monolith"), upstream("catalog"));
    subjects.commit(List.of(subject));
    judge = new Judge(subjects, InstantSource.system(), _ -> {}, JudgeEvents.NONE).start();
  }

  private static UpstreamSpec upstream(String name) {
    return UpstreamSpec.at(name, List.of(URI.create("http://127.0.0.1:8081")));
  }

  private static ShadowSpec spec() {
    return new ShadowSpec(
        null,
        Percentage.parse("100%"),
        Set.of(),
        Credentials.KEEP,
        HeaderEdits.NONE,
        null,
        null,
        ByteSize.parse("1MiB"),
        Duration.ofSeconds(10),
        64,
        List.of(),
        CompareSpec.STANDARD,
        ReadySpec.STANDARD);
  }

  @TearDown
  public void stop() {
    judge.close();
  }

  @Benchmark
  public void live() {
    // A path of its own each time, as a request has it.
    judge.live(subject, "GET", "/api/items/" + ThreadLocalRandom.current().nextInt(1_000), 200);
  }

  @Benchmark
  public void leftOut() {
    judge.leftOut(subject, "sampled-out");
  }
}
