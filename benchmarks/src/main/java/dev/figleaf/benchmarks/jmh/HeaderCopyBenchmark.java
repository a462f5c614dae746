package dev.figleaf.benchmarks.jmh;

import dev.figleaf.benchmarks.load.Load;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.HopHeaders;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/** Copies the headers of a browser, without those that belong to one connection. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeaderCopyBenchmark {
  private final HeaderList received = new HeaderList();
  private final HeaderList copied = new HeaderList();

  @Setup
  public void receive() {
    received.clear();
    received.add("Host", "shop.example.com");
    received.add("Connection", "keep-alive");
    Load.ofBrowser().forEach(received::add);
  }

  /** Into a list that is used again, as each event loop has one. */
  @Benchmark
  public HeaderList copy() {
    copied.clear();
    List<String> named = HopHeaders.namedByConnection(received);
    for (int i = 0; i < received.count(); i++) {
      CharSequence name = received.name(i);
      if (!HopHeaders.isHop(name) && !HopHeaders.isNamed(named, name)) {
        copied.add(name, received.value(i));
      }
    }
    return copied;
  }
}
