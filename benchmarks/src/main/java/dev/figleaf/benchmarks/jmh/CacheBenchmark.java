package dev.figleaf.benchmarks.jmh;

import dev.figleaf.proxy.cache.Asked;
import dev.figleaf.proxy.cache.CacheKey;
import dev.figleaf.proxy.cache.CachePolicy;
import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.cache.Capture;
import dev.figleaf.proxy.cache.Lookup;
import dev.figleaf.proxy.cache.RouteCache;
import dev.figleaf.proxy.cache.StoredAnswer;
import dev.figleaf.proxy.cache.Storing;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a cache of 1,000 answers does with a request of a browser, and what it costs to keep one of
 * 1 KiB more where the memory of ten caches is full.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // @Setup sets them
public class CacheBenchmark {
  private static final int ADDRESSES = 1_000;
  private static final long MEMORY = 16L * 1024 * 1024;

  private final HeaderList request = headers("User-Agent", "Accept", "Accept-Encoding", "Cookie");
  private final HeaderList answer = headers("Content-Type", "ETag", "Server", "X-Request-Id");
  private final ByteBuf body = Unpooled.wrappedBuffer(new byte[1_024]);
  private final List<CacheKey> keys = new ArrayList<>();
  private RouteCache cache;
  private List<RouteCache> full;

  @Setup
  public void fill() {
    for (int i = 0; i < ADDRESSES; i++) {
      keys.add(new CacheKey("https://shop.example.com", "/api/catalog/items/" + i));
    }
    cache = caches(1).getFirst();
    keys.forEach(key -> keep(cache, key));
    full = caches(10);
    for (int i = 0; i < 2 * MEMORY / 1_024; i++) {
      keep();
    }
  }

  private static HeaderList headers(String... names) {
    HeaderList headers = HeaderList.ofSize(names.length);
    for (String name : names) {
      headers.add(name, "some value of " + name);
    }
    return headers;
  }

  /** The caches of so many routes, which share their memory. */
  private static List<RouteCache> caches(int routes) {
    var rules = new StringBuilder("version: 1\n");
    rules.append("upstreams: { legacy: { url: \"http://127.0.0.1:8081\" } }\nroutes:\n");
    for (int i = 0; i < routes; i++) {
      rules.append("  - { match: /").append(i).append(", to: legacy, cache: 1h }\n");
    }
    var loaded =
        (Loaded.Ok)
            new RuleLoader(new RuleReader(_ -> Optional.empty()))
                .load(Map.of("rules.yaml", rules.toString()));
    var caches = new Caches(ProxyEvents.NOOP, MEMORY);
    caches.prepare();
    for (RouteSpec route : loaded.rules().routes()) {
      caches.of(route, Map.of());
    }
    caches.commit();
    return List.copyOf(caches.all());
  }

  private boolean keep(RouteCache in, CacheKey key) {
    Asked asked = Asked.of("GET", "legacy", request);
    long now = in.now();
    var storing = (Storing.Kept) in.policy().storing(asked, 200, answer, now, now);
    var capture = new Capture(in, storing.head());
    StoredAnswer whole =
        capture.expect(body.readableBytes()) && capture.add(body) ? capture.end() : null;
    return whole != null && in.keep(key, whole, in.epoch(key));
  }

  /** From the headers of a request to the answer that is kept. */
  @Benchmark
  public boolean hit() {
    Asked asked = Asked.of("GET", "legacy", request);
    CacheKey key = keys.get(ThreadLocalRandom.current().nextInt(ADDRESSES));
    return cache.look(key, asked) instanceof Lookup.Hit(StoredAnswer kept, _)
        && CachePolicy.isHad(asked, kept);
  }

  /** From the head of an answer to where it is kept, with another one gone. */
  @Benchmark
  public boolean keep() {
    var random = ThreadLocalRandom.current();
    var key = new CacheKey("https://shop.example.com", "/" + random.nextInt(1_000_000));
    return keep(full.get(random.nextInt(full.size())), key);
  }
}
