package dev.figleaf.proxy;

import static dev.figleaf.proxy.Facade.await;

import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.admin.AdminSources;
import dev.figleaf.proxy.admin.DeskSources;
import dev.figleaf.proxy.admin.Readiness;
import dev.figleaf.proxy.admin.TrafficSources;
import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.control.HistoryParts;
import dev.figleaf.proxy.control.Reload;
import dev.figleaf.proxy.control.RuleCompiler;
import dev.figleaf.proxy.control.RuleFolderWatcher;
import dev.figleaf.proxy.control.RuleService;
import dev.figleaf.proxy.edge.Admission;
import dev.figleaf.proxy.edge.CertificateWatcher;
import dev.figleaf.proxy.edge.EdgeVerticle;
import dev.figleaf.proxy.edge.ListenFailure;
import dev.figleaf.proxy.edge.ListenerSettings;
import dev.figleaf.proxy.edge.ServerTls;
import dev.figleaf.proxy.store.MemoryInventoryLog;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.proxy.telemetry.MicrometerEvents;
import dev.figleaf.proxy.telemetry.Overload;
import dev.figleaf.proxy.telemetry.RequestRate;
import dev.figleaf.proxy.telemetry.RuleFigures;
import dev.figleaf.proxy.traffic.Traffic;
import dev.figleaf.proxy.traffic.inventory.Inventory;
import dev.figleaf.proxy.upstream.EndpointResolver;
import dev.figleaf.proxy.upstream.EndpointWatch;
import dev.figleaf.proxy.upstream.UpstreamRegistry;
import dev.figleaf.rules.HostAndPort;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleTexts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts a facade together: everything, or nothing. Used once, on a thread that may block.
 *
 * <p>In this order: what outlives a rule set, the rules, the event loops and what runs on them.
 */
final class Wiring {
  private final Facade.Options options;
  private final AccessLog accessLog;
  private final MicrometerEvents events;
  private final UpstreamRegistry upstreams;
  private final ShadowParts shadows;
  private final Caches caches;
  private final RuleService rules;
  private final Inventory inventory;
  private final Traffic traffic;
  private final AtomicReference<Readiness> phase = new AtomicReference<>(Readiness.STARTING);

  Wiring(Facade.Options options) throws IOException {
    this.options = options;
    this.accessLog = AccessLog.open(options.accessLog());
    this.events = new MicrometerEvents(Version.text(), accessLog::dropped);
    this.upstreams = new UpstreamRegistry(options.eventLoops(), events);
    this.shadows = ShadowParts.start(options.keeping(), events);
    this.caches = new Caches(events, options.keeping().caches());
    events.cacheMemory(caches.memory()::held, caches.memory()::most);
    var compiler =
        new RuleCompiler(
            upstreams,
            events,
            options.edge().instance(),
            InstantSource.system(),
            shadows.shadowing(),
            caches);
    this.rules =
        new RuleService(
            options.rules(),
            compiler,
            events,
            InstantSource.system(),
            history(options.keeping().store()));
    this.inventory =
        new Inventory(
            shadows.inventory().orElseGet(MemoryInventoryLog::new), InstantSource.system());
    this.traffic =
        new Traffic(
            () -> rules.live().rules(),
            new Traffic.Settings(options.eventLoops(), options.keeping().ring()),
            _ -> inventory.tap(),
            InstantSource.system());
  }

  private HistoryParts history(@Nullable StoreSettings store) {
    return store == null
        ? HistoryParts.inMemory()
        : shadows
            .history()
            .map(it -> new HistoryParts(it, store.journalFile(), options.edge().instance()))
            .orElseGet(HistoryParts::inMemory);
  }

  private RuleFigures figures() {
    return new RuleFigures() {
      @Override
      public long overrides() {
        return rules.state().overridesAt(Instant.now()).size();
      }

      @Override
      public boolean panicked() {
        return rules.state().panic() != null;
      }

      @Override
      public long waiting() {
        return rules.keeping().waiting();
      }

      @Override
      public boolean kept() {
        return rules.keeping().up();
      }
    };
  }

  Facade.Started start(VertxOptions engine, EndpointResolver resolver) throws IOException {
    return switch (rules.reload()) {
      case Reload.Rejected(List<Problem> problems) -> {
        release();
        yield new Facade.Started.Rejected(problems);
      }
      case Reload.Accepted(_, List<Problem> warnings) ->
          new Facade.Started.Ok(open(engine, resolver), warnings);
      case Reload.Unchanged() -> throw new IllegalStateException("unchanged before the first load");
    };
  }

  private Facade open(VertxOptions engine, EndpointResolver resolver) throws IOException {
    Vertx vertx =
        Vertx.builder()
            .with(
                engine.setEventLoopPoolSize(
                    options.eventLoops() + (options.admin() == null ? 1 : 2)))
            .withTransport(options.transport().open())
            .build();
    try {
      return run(vertx, resolver);
    } catch (IOException | RuntimeException failure) {
      await(vertx.close());
      release();
      throw failure;
    }
  }

  /**
   * Ends what stands beside the event loops, when none runs any more. Waits for what is still to be
   * written, each with a bound of its own.
   */
  private void release() {
    inventory.close();
    rules.close();
    traffic.close();
    shadows.close();
    accessLog.close();
    events.close();
  }

  private Facade run(Vertx vertx, EndpointResolver resolver) throws IOException {
    events.rules(figures());
    var admission = Admission.open(vertx, options.edge().limits(), events);
    Supplier<Readiness> readiness = () -> readiness(phase.get(), admission.strain());
    // Before the edges: who waits for readiness must find somebody to ask.
    AdminServer admin = options.admin() == null ? null : admin(vertx, options.admin(), readiness);
    List<EdgeVerticle> edges = deploy(vertx, admission);
    // The last one has an event loop of its own, as each of the edges has.
    await(vertx.deployVerticle(new EndpointWatch(upstreams, resolver)));
    phase.set(Readiness.READY);
    traffic.start();
    events.inventory(inventory.start());
    var watcher =
        options.watch() == null ? null : new RuleFolderWatcher(options.watch(), rules::reload);
    return new Facade(
        new Facade.Parts(
            vertx,
            rules,
            events,
            edges,
            admin,
            watcher,
            certificates(options.edge().listeners(), edges.getFirst()),
            phase,
            readiness,
            shadows,
            traffic,
            inventory,
            this::release));
  }

  private static Readiness readiness(Readiness phase, @Nullable Overload strain) {
    if (phase != Readiness.READY || strain == null) {
      return phase;
    }
    return switch (strain) {
      case HEAP -> Readiness.HEAP_FULL;
      case IN_FLIGHT -> Readiness.REQUESTS_FULL;
    };
  }

  private AdminServer admin(Vertx vertx, AdminServer.Options wanted, Supplier<Readiness> readiness)
      throws IOException {
    var sources =
        new AdminSources(
            readiness,
            rules::live,
            rules::rejection,
            upstreams::live,
            caches,
            events::scrape,
            shadows.sources(),
            Optional.of(desk(vertx)));
    var address = new HostAndPort(wanted.host(), wanted.port());
    return refused(
        () ->
            await(
                AdminServer.start(vertx, wanted, sources.with(remembered()).with(inventory))
                    .recover(cause -> Future.failedFuture(ListenFailure.of(address, cause)))));
  }

  private DeskSources desk(Vertx vertx) {
    var rate = new RequestRate(events::requests, System::nanoTime);
    vertx.setPeriodic(
        RequestRate.EVERY_MILLIS, _ -> vertx.executeBlocking(Executors.callable(rate::sample)));
    return new DeskSources(
        rules,
        traffic.figures(),
        accessLog,
        files -> options.rules().get(RuleTexts.of(files)),
        () -> traffic(rate.lately()),
        options.edge().instance(),
        Version.text(),
        Instant.now());
  }

  private StatusView.TrafficView traffic(RequestRate.Lately lately) {
    return new StatusView.TrafficView(
        lately.perSecond(),
        events.inFlight(),
        Double.isNaN(lately.errors()) ? null : lately.errors());
  }

  private TrafficSources remembered() {
    return new TrafficSources(
        traffic::recording, texts -> options.rules().get(texts), rules::underChanges);
  }

  private List<EdgeVerticle> deploy(Vertx vertx, Admission admission) throws IOException {
    var shared =
        new EdgeVerticle.Shared(
            options.edge(),
            rules::live,
            upstreams,
            events,
            accessLog,
            admission,
            traffic::recorder);
    var edges = new ArrayList<EdgeVerticle>();
    var index = new AtomicInteger();
    Supplier<EdgeVerticle> next =
        () -> {
          var edge = new EdgeVerticle(index.getAndIncrement(), shared);
          edges.add(edge);
          return edge;
        };
    var instances = new DeploymentOptions().setInstances(options.eventLoops());
    refused(() -> await(vertx.deployVerticle(next, instances)));
    return List.copyOf(edges);
  }

  /** What one edge is told, Vert.x tells all that share the port. */
  private static List<CertificateWatcher> certificates(
      List<ListenerSettings> listeners, EdgeVerticle edge) {
    var watchers = new ArrayList<CertificateWatcher>();
    for (int i = 0; i < listeners.size(); i++) {
      ServerTls tls = listeners.get(i).tls();
      if (tls != null) {
        int listener = i;
        watchers.add(
            new CertificateWatcher(
                tls, CertificateWatcher.USUAL, changed -> await(edge.update(listener, changed))));
      }
    }
    return List.copyOf(watchers);
  }

  /** Awaiting throws what the future failed of, whether it is declared or not. */
  private static <T> T refused(Supplier<T> awaiting) throws IOException {
    try {
      return awaiting.get();
    } catch (Exception failure) {
      if (failure instanceof IOException refusal) {
        throw refusal;
      }
      throw failure;
    }
  }
}
