package dev.figleaf.benchmarks.jmh;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.traffic.InventoryTap;
import dev.figleaf.proxy.traffic.Recorder;
import dev.figleaf.proxy.traffic.Traffic;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.routing.SimpleRequestHead;
import dev.figleaf.rules.RuleReader;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/**
 * What it costs an event loop that a request of a seam has ended, the reading of a clock included.
 * There are so many of them here that next to none is described.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 8, time = 1)
@SuppressWarnings("NullAway.Init") // @Setup sets them
public class RecorderBenchmark {
  private static final String RULES =
      """
      version: 1
      upstreams: { old: { url: "http://127.0.0.1:1" }, fresh: { url: "http://127.0.0.1:2" } }
      seams: { catalog: { from: old, to: fresh, weight: 20%, cohort: [header:X-User-Id] } }
      routes:
        - { match: { path: /m/**, headers: { X-Client: mobile } }, to: old }
        - { match: /**, seam: catalog }
      """;

  private Recorder recorder;
  private Outcome outcome;
  private RequestHead head;
  private HeaderList headers;
  private @Nullable Route route;

  @Setup
  public void start() {
    var rules =
        (Loaded.Ok)
            new RuleLoader(new RuleReader(_ -> Optional.empty())).load(Map.of("r.yaml", RULES));
    var settings = new Traffic.Settings(2, Traffic.Settings.USUAL_RING);
    recorder =
        new Traffic(rules::rules, settings, _ -> InventoryTap.NONE, InstantSource.system())
            .recorder(0);
    Map<String, String> sent =
        Map.of("X-User-Id", "4711", "X-Client", "web", "Accept", "*/*", "User-Agent", "curl/8");
    head =
        new SimpleRequestHead(
            "GET", "shop.example.com", "/api/items/7", "page=2", sent, new byte[] {127, 0, 0, 1});
    headers = HeaderList.ofSize(4);
    sent.forEach(headers::add);
    route = rules.table().match(head);
    outcome = new Outcome();
    outcome.revision = 1;
    outcome.seam = "catalog";
    outcome.upstream = "old";
    outcome.status = 200;
  }

  @Benchmark
  public void ended() {
    long now = System.nanoTime();
    outcome.startNanos = now - 1_000_000;
    outcome.endNanos = now;
    recorder.record(outcome, head, headers, route);
  }
}
