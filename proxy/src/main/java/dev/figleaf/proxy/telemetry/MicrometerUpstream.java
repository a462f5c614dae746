package dev.figleaf.proxy.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The meters of one upstream in a registry. */
final class MicrometerUpstream implements UpstreamMeters, Retirable {
  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Meter> registered = new CopyOnWriteArrayList<>();
  private final LongAdder open = new LongAdder();
  private final LongAdder inUse = new LongAdder();
  private final LongAdder waiting = new LongAdder();
  private final Timer connect;
  private final Counter failures;
  private final Counter exhausted;
  private final GuardMeters guard;
  private final Map<HealthResult, Counter> healthChecks = new EnumMap<>(HealthResult.class);
  private final Counter ejections;
  private volatile int well;
  private volatile int unhealthy;
  private volatile int ejected;

  MicrometerUpstream(MeterRegistry registry, String upstream) {
    this.registry = registry;
    this.tags = Tags.of("upstream", upstream);
    connections("idle", () -> Math.max(0, open.sum() - inUse.sum()));
    connections("in_use", inUse::sum);
    gauge(
        Gauge.builder("figleaf.upstream.waiting", waiting::sum)
            .description("Requests that wait for a connection to the upstream."));
    connect =
        kept(
            Timer.builder("figleaf.upstream.connect")
                .description("How long it took to open a connection to the upstream.")
                .serviceLevelObjectives(Buckets.LATENCY.toArray(Duration[]::new))
                .tags(tags)
                .register(registry));
    failures =
        counter("figleaf.upstream.connect.failures", "Connections that could not be opened.");
    exhausted =
        counter("figleaf.upstream.pool.exhausted", "Requests that got no connection in time.");
    guard = new GuardMeters(registry, tags, registered);
    endpoints("well", () -> well);
    endpoints("unhealthy", () -> unhealthy);
    endpoints("ejected", () -> ejected);
    for (HealthResult result : HealthResult.values()) {
      healthChecks.put(result, healthChecks(result));
    }
    ejections =
        counter(
            "figleaf.upstream.ejections", "How often an endpoint was left out for its failures.");
  }

  @Override
  public void connected(long nanos) {
    open.increment();
    connect.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void connectFailed() {
    failures.increment();
  }

  @Override
  public void closed() {
    open.decrement();
  }

  @Override
  public void leased() {
    inUse.increment();
  }

  @Override
  public void released() {
    inUse.decrement();
  }

  @Override
  public void waiting() {
    waiting.increment();
  }

  @Override
  public void waited() {
    waiting.decrement();
  }

  @Override
  public void exhausted() {
    exhausted.increment();
  }

  @Override
  public void watch(GuardFigures figures) {
    guard.watch(figures);
  }

  @Override
  public void breakerChanged(String state) {
    guard.changed(state);
  }

  @Override
  public void refused(String code) {
    guard.refused(code);
  }

  @Override
  public void endpoints(int nowWell, int nowUnhealthy, int nowEjected) {
    well = nowWell;
    unhealthy = nowUnhealthy;
    ejected = nowEjected;
  }

  @Override
  public void healthCheck(HealthResult result) {
    Objects.requireNonNull(healthChecks.get(result)).increment();
  }

  @Override
  public void ejected() {
    ejections.increment();
  }

  @Override
  public boolean idle() {
    return open.sum() == 0 && waiting.sum() == 0 && guard.idle();
  }

  @Override
  public void remove() {
    registered.forEach(registry::remove);
  }

  private void connections(String state, Supplier<Number> count) {
    gauge(
        Gauge.builder("figleaf.upstream.connections", count)
            .description("Open connections to the upstream, by state.")
            .tag("state", state));
  }

  private void endpoints(String state, Supplier<Number> count) {
    gauge(
        Gauge.builder("figleaf.upstream.endpoints", count)
            .description("Endpoints of the upstream, by state.")
            .tag("state", state));
  }

  private Counter healthChecks(HealthResult result) {
    return kept(
        Counter.builder("figleaf.upstream.health.checks")
            .description("How often an endpoint was asked whether it is well, by result.")
            .tags(tags.and("result", result.code()))
            .register(registry));
  }

  private void gauge(Gauge.Builder<?> gauge) {
    kept(gauge.tags(tags).strongReference(true).register(registry));
  }

  private Counter counter(String name, String description) {
    return kept(Counter.builder(name).description(description).tags(tags).register(registry));
  }

  private <M extends Meter> M kept(M meter) {
    registered.add(meter);
    return meter;
  }
}
