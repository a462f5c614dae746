package dev.figleaf.benchmarks.jmh;

import dev.figleaf.benchmarks.load.Load;
import dev.figleaf.proxy.upstream.HopHeaders;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
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
@SuppressWarnings("NullAway.Init") // @Setup sets them
public class HeaderCopyBenchmark {
  private HttpHeaders received;

  @Setup
  public void receive() {
    received = new DefaultHttpHeaders();
    received.set("Host", "shop.example.com");
    received.set("Connection", "keep-alive");
    Load.ofBrowser().forEach(received::set);
  }

  /** With Netty's validation, which stays on. */
  @Benchmark
  public HttpHeaders copy() {
    var copied = new DefaultHttpHeaders();
    List<String> named = HopHeaders.namedByConnection(received);
    var headers = received.iteratorCharSequence();
    while (headers.hasNext()) {
      var header = headers.next();
      if (!HopHeaders.isHop(header.getKey()) && !HopHeaders.isNamed(named, header.getKey())) {
        copied.add(header.getKey(), header.getValue());
      }
    }
    return copied;
  }
}
