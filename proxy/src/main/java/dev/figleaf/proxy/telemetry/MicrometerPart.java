package dev.figleaf.proxy.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The meters of one part in a registry. What they count by is a closed vocabulary. */
final class MicrometerPart implements PartMeters, Retirable {
  private final MeterRegistry registry;
  private final Tags tags;
  private final Timer latency;
  private final Map<String, Counter> outcomes = new ConcurrentHashMap<>();

  MicrometerPart(MeterRegistry registry, PartLabels labels) {
    this.registry = registry;
    this.tags = Tags.of("route", labels.route(), "part", labels.part());
    this.latency =
        Timer.builder("figleaf.part.duration")
            .description("How long parts of compositions took.")
            .serviceLevelObjectives(Buckets.LATENCY.toArray(Duration[]::new))
            .tags(tags)
            .register(registry);
    outcomes.put("ok", outcome("ok"));
  }

  private Counter outcome(String code) {
    return Counter.builder("figleaf.parts")
        .description("Parts of compositions, by what became of them.")
        .tags(tags.and("code", code))
        .register(registry);
  }

  @Override
  public void finished(String code, long nanos) {
    outcomes.computeIfAbsent(label(code), this::outcome).increment();
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Statuses count by their class: {@code status-5xx}. */
  private static String label(String code) {
    return code.startsWith("status-") ? code.substring(0, 8) + "xx" : code;
  }

  @Override
  public boolean idle() {
    return true;
  }

  @Override
  public void remove() {
    registry.remove(latency);
    outcomes.values().forEach(registry::remove);
  }
}
