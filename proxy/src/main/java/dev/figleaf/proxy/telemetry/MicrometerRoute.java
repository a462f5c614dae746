package dev.figleaf.proxy.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one route and upstream in a registry, every one of the ordinary path in a field.
 */
final class MicrometerRoute {
  /** Codes are an enum of Figleaf's own; the bound keeps a mistake there from growing a map. */
  static final int MAX_CODES = 64;

  private static final String[] CLASSES = {"-", "1xx", "2xx", "3xx", "4xx", "5xx"};

  private final MeterRegistry registry;
  private final Tags tags;
  private final Counter[] answered = new Counter[CLASSES.length];
  private final List<Map<String, Counter>> failed;
  private final Map<String, Counter> rare = map();
  private final Timer duration;
  private final @Nullable Timer response;
  private final Counter bytesIn;
  private final Counter bytesOut;
  private final List<Meter> registered = new CopyOnWriteArrayList<>();

  MicrometerRoute(MeterRegistry registry, RouteLabels labels) {
    this.registry = registry;
    this.tags = Tags.of("route", labels.route(), "upstream", labels.upstream());
    for (int i = 0; i < CLASSES.length; i++) {
      answered[i] = requests(CLASSES[i], Outcome.NONE);
    }
    failed = List.of(map(), map(), map(), map(), map(), map());
    duration =
        timer("figleaf.request.duration", "From the request's head to the end of its answer.");
    response =
        labels.upstream().equals(Outcome.NONE)
            ? null
            : timer("figleaf.upstream.response", "From the request sent to the response head.");
    bytesIn = bytes("in");
    bytesOut = bytes("out");
  }

  /** Counts a request that ended. */
  void count(Outcome outcome) {
    counter(outcome).increment();
    record(duration, outcome.startNanos, outcome.endNanos);
    record(response, outcome.sentNanos, outcome.headNanos);
    add(bytesIn, outcome.bytesIn);
    add(bytesOut, outcome.bytesOut);
    countRecovery(outcome);
  }

  private void countRecovery(Outcome outcome) {
    if (outcome.retries > 0) {
      rare("figleaf.retries", "Attempts after the first.", tags).increment(outcome.retries);
    }
    if (outcome.hedged) {
      rare("figleaf.hedged", "Requests with a second attempt beside a slow one.", tags).increment();
    }
    if (outcome.rescued != null) {
      // All routes of these meters are of one seam, or of none.
      var seam = tags.and("seam", outcome.seam == null ? Outcome.NONE : outcome.seam);
      rare("figleaf.rescued", "Requests that from was asked in the place of to.", seam).increment();
    }
    if (outcome.fallback != null) {
      rare("figleaf.fallback", "Requests that the route's fallback answered.", tags).increment();
    }
  }

  /** One that few routes need: it is there from the first time on. */
  private Counter rare(String name, String description, Tags all) {
    var known = rare.get(name);
    return known != null
        ? known
        : rare.computeIfAbsent(
            name,
            it -> kept(Counter.builder(it).description(description).tags(all).register(registry)));
  }

  /** Takes them out of the registry. */
  void remove() {
    registered.forEach(registry::remove);
  }

  private Counter counter(Outcome outcome) {
    var code = outcome.failure();
    if (outcome.rescued != null
        || outcome.fallback != null
        || outcome.cache == CacheUse.STALE_ERROR) {
      // Whatever the client got: to the upstream that should have answered it is a failure.
      return failed(CLASSES.length - 1, Objects.requireNonNull(code));
    }
    int status = outcome.status / 100;
    int index = status > 0 && status < CLASSES.length ? status : 0;
    return code == null ? answered[index] : failed(index, code);
  }

  private Counter failed(int index, String code) {
    var known = failed.get(index).get(code);
    return known == null ? newlyFailed(index, code) : known;
  }

  private Counter newlyFailed(int index, String code) {
    var codes = failed.get(index);
    var name = codes.size() < MAX_CODES ? code : "other";
    return codes.computeIfAbsent(name, it -> requests(CLASSES[index], it));
  }

  private static void record(@Nullable Timer timer, long from, long to) {
    var nanos = Outcome.between(from, to);
    if (timer != null && nanos >= 0) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  private static void add(Counter counter, long amount) {
    if (amount > 0) {
      counter.increment(amount);
    }
  }

  private Counter requests(String statusClass, String code) {
    return kept(
        Counter.builder("figleaf.requests")
            .description("Requests that ended.")
            .tags(tags.and("status_class", statusClass, "code", code))
            .register(registry));
  }

  private Counter bytes(String direction) {
    return kept(
        Counter.builder("figleaf.bytes")
            .description("Bytes of bodies, from clients (in) and to clients (out).")
            .tags(tags.and("direction", direction))
            .register(registry));
  }

  private Timer timer(String name, String description) {
    return kept(
        Timer.builder(name)
            .description(description)
            .serviceLevelObjectives(Buckets.LATENCY.toArray(Duration[]::new))
            .tags(tags)
            .register(registry));
  }

  private <M extends Meter> M kept(M meter) {
    registered.add(meter);
    return meter;
  }

  private static Map<String, Counter> map() {
    return new ConcurrentHashMap<>();
  }
}
