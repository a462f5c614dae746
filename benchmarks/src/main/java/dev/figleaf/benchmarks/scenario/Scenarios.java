package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.load.Load;
import java.util.List;

/** All scenarios, in the order in which they run. */
public final class Scenarios {
  private static final int KIB = 1024;
  private static final Load KIBIBYTE = Load.get("/items/7");

  private Scenarios() {}

  public static List<Scenario> all() {
    return List.of(
        new Throughput("get-1k", true, 1, false, KIBIBYTE),
        new Throughput(
            "get-1k-headers", true, 1, false, Load.get("/headers").with(Load.ofBrowser())),
        new Throughput("post-16k", true, 1, false, Load.post("/sink", 16 * KIB)),
        new Throughput("get-100k", true, 1, false, Load.get("/large")),
        new Throughput("routes-10", true, 10, false, KIBIBYTE),
        new Throughput("routes-1000", true, 1_000, false, KIBIBYTE),
        new Throughput("routes-10000", true, 10_000, false, KIBIBYTE),
        new Throughput("h2-tls-get-1k", false, 1, true, KIBIBYTE.over(16)),
        new Throughput("connections-1000", false, 1, false, KIBIBYTE.over(1_000)),
        new Composed("aggregate-3", KIBIBYTE),
        new FixedRate("rate-20", 20, KIBIBYTE),
        new FixedRate("rate-60", 60, KIBIBYTE),
        new Start(),
        new Idle("rss-10000", 10_000),
        new Reload("reload-10000", 10_000, 2_000));
  }
}
