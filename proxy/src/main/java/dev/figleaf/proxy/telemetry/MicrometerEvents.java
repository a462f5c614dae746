package dev.figleaf.proxy.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Events as figures for Prometheus; {@code docs/metrics.md} names them all. */
public final class MicrometerEvents implements ProxyEvents, AutoCloseable {
  /** The media type of {@link #scrape}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** No rules name it, and no reload takes it away. */
  private static final RouteLabels UNMATCHED = new RouteLabels(Outcome.NONE, Outcome.NONE);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LongAdder inFlight = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final AtomicLong revision = new AtomicLong();
  private final RouteSeries series = new RouteSeries(registry);
  private final MeterBook<RouteLabels, LazyRoute> routes =
      new MeterBook<>(labels -> new LazyRoute(series, labels, inFlight));
  private final MeterBook<String, MicrometerUpstream> upstreams =
      new MeterBook<>(name -> new MicrometerUpstream(registry, name));
  private final MeterBook<String, MicrometerShadow> shadows =
      new MeterBook<>(subject -> new MicrometerShadow(registry, subject));
  private final MeterBook<String, MicrometerCache> caches =
      new MeterBook<>(route -> new MicrometerCache(registry, route));
  private final MeterBook<PartLabels, MicrometerPart> parts =
      new MeterBook<>(labels -> new MicrometerPart(registry, labels));
  private final Counter accepted;
  private final Counter connectionsRefused;
  private final Set<Overload> overloaded = ConcurrentHashMap.newKeySet();
  private final Map<Refused, Counter> refused = new EnumMap<>(Refused.class);
  private final Counter reloads;
  private final Counter rejected;
  private final Counter internalFailures;
  private final ProcessMeters process;

  /**
   * @param version the version of Figleaf, for {@code figleaf_build_info}
   * @param accessLogDropped how many lines the access log lost, see {@link AccessLog#dropped}
   */
  public MicrometerEvents(String version, LongSupplier accessLogDropped) {
    gauge("figleaf.requests.in.flight", "Requests that have begun and not ended.", inFlight::sum);
    gauge("figleaf.connections", "Open connections of clients.", connections::sum);
    gauge("figleaf.rules.revision", "The revision of the rules that is live.", revision::get);
    accepted = counter("figleaf.connections.accepted", "Connections of clients, since the start.");
    connectionsRefused =
        counter("figleaf.connections.refused", "Clients turned away at the limit.");
    for (Overload bound : Overload.values()) {
      overload(bound);
    }
    for (Refused reason : Refused.values()) {
      refused.put(reason, refusals(reason));
    }
    reloads = counter("figleaf.rules.reloads", "Revisions of the rules that went live.");
    rejected = counter("figleaf.rules.rejected", "Rule sets that had errors and changed nothing.");
    internalFailures = counter("figleaf.internal.failures", "Failures that are bugs of Figleaf.");
    FunctionCounter.builder("figleaf.access.log.dropped", accessLogDropped, LongSupplier::getAsLong)
        .description("Lines that the access log lost because it could not keep up.")
        .register(registry);
    process = ProcessMeters.bind(registry, version);
  }

  /** All figures in Prometheus' text format; takes milliseconds, so not for an event loop. */
  public String scrape() {
    routes.sweep();
    upstreams.sweep();
    return registry.scrape();
  }

  /** How many requests have begun and not ended, for a shutdown that waits for them. */
  public long inFlight() {
    return inFlight.sum();
  }

  /** All requests that have ended; takes milliseconds where there are many routes. */
  public RequestRate.Counts requests() {
    double ended = 0;
    double failed = 0;
    for (Counter counter : registry.find("figleaf.requests").counters()) {
      ended += counter.count();
      failed += "5xx".equals(counter.getId().getTag("status_class")) ? counter.count() : 0;
    }
    return new RequestRate.Counts((long) ended, (long) failed);
  }

  @Override
  public RouteMeters route(String route, String upstream) {
    LazyRoute meters = routes.get(new RouteLabels(route, upstream));
    if (series.areFew()) {
      var _ = meters.make();
    }
    return meters;
  }

  @Override
  public UpstreamMeters upstream(String name) {
    return upstreams.get(name);
  }

  @Override
  public void retain(Set<RouteLabels> live) {
    var kept = new HashSet<>(live);
    kept.add(UNMATCHED);
    routes.retain(kept);
  }

  @Override
  public void retainUpstreams(Set<String> live) {
    upstreams.retain(live);
  }

  @Override
  public ShadowMeters shadow(String subject) {
    return shadows.get(subject);
  }

  /** The same where the live rules have the subject, for who may come late. */
  public Optional<ShadowMeters> knownShadow(String subject) {
    return shadows.known(subject).map(meters -> meters);
  }

  @Override
  public void retainShadows(Set<String> live) {
    shadows.retain(live);
  }

  @Override
  public CacheMeters cache(String route) {
    return caches.get(route);
  }

  @Override
  public void retainCaches(Set<String> live) {
    caches.retain(live);
  }

  @Override
  public PartMeters part(String route, String part) {
    return parts.get(new PartLabels(route, part));
  }

  @Override
  public void retainParts(Set<PartLabels> live) {
    parts.retain(live);
  }

  /** Tells from now on how much memory copies hold, in bytes. */
  public void shadowMemory(LongSupplier held) {
    gauge(
        "figleaf.shadow.memory",
        "Bytes that copies of requests and answers hold.",
        held::getAsLong);
  }

  /**
   * Tells from now on how much memory all caches hold together, in bytes, and how much they may.
   */
  public void cacheMemory(LongSupplier held, LongSupplier most) {
    gauge(
        "figleaf.cache.memory",
        "Bytes that all caches hold, what is on its way into them included.",
        held::getAsLong);
    gauge("figleaf.cache.memory.max", "Bytes that all caches may hold.", most::getAsLong);
  }

  /** Tells from now on how the store does. */
  public void store(StoreFigures figures) {
    gauge(
        "figleaf.store.up",
        "1 while what is given to the store is kept.",
        () -> figures.up() ? 1 : 0);
    gauge("figleaf.store.rows.waiting", "Rows that wait to be written.", figures::waiting);
    FunctionCounter.builder("figleaf.store.rows.written", figures, StoreFigures::written)
        .description("Rows that were kept.")
        .register(registry);
    FunctionCounter.builder("figleaf.store.rows.lost", figures, StoreFigures::lost)
        .description("Rows that the store could not keep.")
        .register(registry);
  }

  /** Tells from now on how much the inventory counts. */
  public void inventory(InventoryFigures figures) {
    gauge(
        "figleaf.inventory.templates",
        "Templates that the inventory counts by method and upstream, on each event loop by itself.",
        figures::endpoints);
    FunctionCounter.builder("figleaf.inventory.calls.over.cap", figures, InventoryFigures::overCap)
        .description("Calls counted as (other), because there was no room for their template.")
        .register(registry);
    FunctionCounter.builder("figleaf.inventory.calls.lost", figures, InventoryFigures::lost)
        .description("Calls that were counted and could not wait for the store.")
        .register(registry);
  }

  /** Tells from now on what operators put on top of the rules. */
  public void rules(RuleFigures figures) {
    gauge("figleaf.rules.overrides", "Overrides of seams that hold.", figures::overrides);
    gauge(
        "figleaf.rules.panic",
        "1 while every seam is on from and nothing is shadowed.",
        () -> figures.panicked() ? 1 : 0);
    gauge(
        "figleaf.history.waiting",
        "Changes of what is live that the store does not have yet.",
        figures::waiting);
    gauge(
        "figleaf.history.up",
        "1 while the store takes changes of what is live.",
        () -> figures.kept() ? 1 : 0);
  }

  @Override
  public void connectionOpened() {
    connections.increment();
    accepted.increment();
  }

  @Override
  public void connectionClosed() {
    connections.decrement();
  }

  @Override
  public void connectionRefused() {
    connectionsRefused.increment();
  }

  @Override
  public void refused(Refused reason) {
    Objects.requireNonNull(refused.get(reason)).increment();
  }

  @Override
  public void overloadBegan(Overload bound) {
    overloaded.add(bound);
  }

  @Override
  public void overloadEnded(Overload bound) {
    overloaded.remove(bound);
  }

  @Override
  public void rulesAccepted(long live) {
    revision.set(live);
    reloads.increment();
  }

  @Override
  public void rulesRejected() {
    rejected.increment();
  }

  @Override
  public void internalFailure() {
    internalFailures.increment();
  }

  @Override
  public void close() {
    process.close();
    registry.close();
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(registry);
  }

  private void overload(Overload bound) {
    Gauge.builder("figleaf.overloaded", () -> overloaded.contains(bound) ? 1 : 0)
        .description("1 while the edge is at this bound, and not ready for it.")
        .tag("bound", bound.code())
        .strongReference(true)
        .register(registry);
  }

  private Counter refusals(Refused reason) {
    return Counter.builder("figleaf.refused")
        .description("What the edge turned away or cut off.")
        .tag("reason", reason.code())
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
