package dev.figleaf.proxy;

import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.admin.AdminSources;
import dev.figleaf.proxy.admin.Readiness;
import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.control.Reload;
import dev.figleaf.proxy.control.RuleCompiler;
import dev.figleaf.proxy.control.RuleFolderWatcher;
import dev.figleaf.proxy.control.RuleService;
import dev.figleaf.proxy.edge.Admission;
import dev.figleaf.proxy.edge.CertificateWatcher;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.edge.EdgeVerticle;
import dev.figleaf.proxy.edge.ListenFailure;
import dev.figleaf.proxy.edge.ListenerSettings;
import dev.figleaf.proxy.edge.ServerTls;
import dev.figleaf.proxy.shadow.ShadowMemory;
import dev.figleaf.proxy.store.EvidenceLog;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.proxy.telemetry.MicrometerEvents;
import dev.figleaf.proxy.telemetry.Overload;
import dev.figleaf.proxy.upstream.EndpointResolver;
import dev.figleaf.proxy.upstream.EndpointWatch;
import dev.figleaf.proxy.upstream.SystemResolver;
import dev.figleaf.proxy.upstream.UpstreamRegistry;
import dev.figleaf.routing.Loaded;
import dev.figleaf.rules.HostAndPort;
import dev.figleaf.rules.Problem;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A running facade: the edges, the rules that they follow, and what is told about them.
 *
 * <p>Started and stopped on a thread that may block.
 */
public final class Facade implements AutoCloseable {

  /**
   * What a facade is made of.
   *
   * @param eventLoops how many; each has its own edge
   * @param transport how they ask the kernel about sockets
   * @param rules reads all rule files, whenever asked
   * @param watch the folder or file to watch, or null
   * @param keeping what copies hold, and what is kept of them
   * @param admin where operators and their machines ask, or null for nowhere
   */
  public record Options(
      EdgeSettings edge,
      int eventLoops,
      Transport transport,
      Supplier<Loaded> rules,
      @Nullable Path watch,
      AccessLog.Options accessLog,
      Keeping keeping,
      AdminServer.@Nullable Options admin) {

    /** A facade on the transport that fits, without an admin listener. */
    public Options(
        EdgeSettings edge,
        int eventLoops,
        Supplier<Loaded> rules,
        @Nullable Path watch,
        AccessLog.Options accessLog) {
      this(edge, eventLoops, Transport.AUTO, rules, watch, accessLog, Keeping.NOTHING, null);
    }
  }

  /**
   * What copies of requests hold, and what is kept of them.
   *
   * @param memory in bytes, of all copies together
   * @param store where evidence goes, or null for nowhere
   */
  public record Keeping(long memory, @Nullable StoreSettings store) {
    /** As much memory as usual, and nothing that outlives the process. */
    public static final Keeping NOTHING = new Keeping(ShadowMemory.USUAL_BYTES, null);
  }

  /** How a start ended. */
  public sealed interface Started {
    /** It runs. */
    record Ok(Facade facade, List<Problem> warnings) implements Started {}

    /** The rules have errors; nothing runs. */
    record Rejected(List<Problem> problems) implements Started {}
  }

  private static final Duration CUT_OFF = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final RuleService rules;
  private final MicrometerEvents events;
  private final AccessLog accessLog;
  private final List<EdgeVerticle> edges;
  private final @Nullable AdminServer admin;
  private final @Nullable RuleFolderWatcher watcher;
  private final List<CertificateWatcher> certificates;
  private final AtomicReference<Readiness> phase;
  private final Supplier<Readiness> readiness;
  private final ShadowParts shadows;

  private Facade(
      Vertx vertx,
      RuleService rules,
      MicrometerEvents events,
      AccessLog accessLog,
      List<EdgeVerticle> edges,
      @Nullable AdminServer admin,
      @Nullable RuleFolderWatcher watcher,
      List<CertificateWatcher> certificates,
      AtomicReference<Readiness> phase,
      Supplier<Readiness> readiness,
      ShadowParts shadows) {
    this.vertx = vertx;
    this.rules = rules;
    this.events = events;
    this.accessLog = accessLog;
    this.edges = edges;
    this.admin = admin;
    this.watcher = watcher;
    this.certificates = certificates;
    this.phase = phase;
    this.readiness = readiness;
    this.shadows = shadows;
  }

  /**
   * Starts everything, or nothing: returns when the port is listened on, or the rules were refused.
   */
  public static Started start(Options options) throws IOException {
    return start(options, new VertxOptions());
  }

  /** The same, for who wants to watch the event loops more closely. */
  public static Started start(Options options, VertxOptions vertx) throws IOException {
    return start(options, vertx, new SystemResolver());
  }

  /** The same, for who wants to say what the names of endpoints stand for. */
  public static Started start(Options options, VertxOptions vertx, EndpointResolver resolver)
      throws IOException {
    var accessLog = AccessLog.open(options.accessLog());
    var events = new MicrometerEvents(Version.text(), accessLog::dropped);
    var upstreams = new UpstreamRegistry(options.eventLoops(), events);
    var shadows = ShadowParts.start(options.keeping(), events);
    var caches = new Caches(events);
    var compiler =
        new RuleCompiler(
            upstreams,
            events,
            options.edge().instance(),
            InstantSource.system(),
            shadows.shadowing(),
            caches);
    var rules = new RuleService(options.rules(), compiler, events, InstantSource.system());
    return switch (rules.reload()) {
      case Reload.Rejected(List<Problem> problems) -> {
        shadows.close();
        accessLog.close();
        yield new Started.Rejected(problems);
      }
      case Reload.Accepted(_, List<Problem> warnings) ->
          new Started.Ok(
              run(options, vertx, rules, events, accessLog, upstreams, resolver, shadows, caches),
              warnings);
      case Reload.Unchanged() -> throw new IllegalStateException("unchanged before the first load");
    };
  }

  private static Facade run(
      Options options,
      VertxOptions engine,
      RuleService rules,
      MicrometerEvents events,
      AccessLog accessLog,
      UpstreamRegistry upstreams,
      EndpointResolver resolver,
      ShadowParts shadows,
      Caches caches)
      throws IOException {
    Vertx vertx =
        Vertx.builder()
            .with(
                engine.setEventLoopPoolSize(
                    options.eventLoops() + (options.admin() == null ? 1 : 2)))
            .withTransport(options.transport().open())
            .build();
    try {
      return run(options, vertx, rules, events, accessLog, upstreams, resolver, shadows, caches);
    } catch (IOException | RuntimeException failure) {
      await(vertx.close());
      shadows.close();
      accessLog.close();
      throw failure;
    }
  }

  private static Facade run(
      Options options,
      Vertx vertx,
      RuleService rules,
      MicrometerEvents events,
      AccessLog accessLog,
      UpstreamRegistry upstreams,
      EndpointResolver resolver,
      ShadowParts shadows,
      Caches caches)
      throws IOException {
    var phase = new AtomicReference<>(Readiness.STARTING);
    var admission = Admission.open(vertx, options.edge().limits(), events);
    Supplier<Readiness> readiness = () -> readiness(phase.get(), admission.strain());
    // Before the edges: who waits for readiness must find somebody to ask.
    AdminServer.Options wanted = options.admin();
    AdminServer admin =
        wanted == null
            ? null
            : admin(vertx, wanted, sources(readiness, rules, upstreams, events, shadows, caches));
    var shared =
        new EdgeVerticle.Shared(
            options.edge(), rules::live, upstreams, events, accessLog, admission);
    List<EdgeVerticle> edges = deploy(vertx, options.eventLoops(), shared);
    // The last one has an event loop of its own, as each of the edges has.
    await(vertx.deployVerticle(new EndpointWatch(upstreams, resolver)));
    phase.set(Readiness.READY);
    var watcher =
        options.watch() == null ? null : new RuleFolderWatcher(options.watch(), rules::reload);
    return new Facade(
        vertx,
        rules,
        events,
        accessLog,
        edges,
        admin,
        watcher,
        certificates(options.edge().listeners(), edges.getFirst()),
        phase,
        readiness,
        shadows);
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

  private static AdminServer admin(Vertx vertx, AdminServer.Options wanted, AdminSources sources)
      throws IOException {
    var address = new HostAndPort(wanted.host(), wanted.port());
    return refused(
        () ->
            await(
                AdminServer.start(vertx, wanted, sources)
                    .recover(cause -> Future.failedFuture(ListenFailure.of(address, cause)))));
  }

  private static AdminSources sources(
      Supplier<Readiness> readiness,
      RuleService rules,
      UpstreamRegistry upstreams,
      MicrometerEvents events,
      ShadowParts shadows,
      Caches caches) {
    return new AdminSources(
        readiness,
        rules::live,
        rules::rejection,
        upstreams::live,
        caches,
        events::scrape,
        shadows.sources());
  }

  private static List<EdgeVerticle> deploy(Vertx vertx, int loops, EdgeVerticle.Shared shared)
      throws IOException {
    var edges = new ArrayList<EdgeVerticle>();
    var index = new AtomicInteger();
    Supplier<EdgeVerticle> next =
        () -> {
          var edge = new EdgeVerticle(index.getAndIncrement(), shared);
          edges.add(edge);
          return edge;
        };
    refused(() -> await(vertx.deployVerticle(next, new DeploymentOptions().setInstances(loops))));
    return List.copyOf(edges);
  }

  /** The port of the first listener. */
  public int port() {
    return ports().getFirst();
  }

  /** The ports that clients connect to, in the order of the listeners. */
  public List<Integer> ports() {
    return edges.getFirst().ports();
  }

  /** The port of the admin listener; empty where there is none. */
  public OptionalInt adminPort() {
    return admin == null ? OptionalInt.empty() : OptionalInt.of(admin.port());
  }

  public RuleService rules() {
    return rules;
  }

  public MicrometerEvents events() {
    return events;
  }

  /** The evidence that is kept; empty where nothing is. */
  public Optional<EvidenceLog> evidence() {
    return shadows.log();
  }

  /**
   * Waits until what was judged so far is kept.
   *
   * @return whether it is, and the time was not over before
   */
  public boolean keepEvidence(Duration most) throws InterruptedException {
    return shadows.flush(most);
  }

  /** Whether new traffic is welcome. */
  public boolean isReady() {
    return readiness.get() == Readiness.READY;
  }

  /**
   * Stops to be ready, accepts no more, and returns when what is in flight has ended or the time is
   * over.
   *
   * @return how many requests had not ended when the time was over; closing cuts them off
   */
  public long drain(Duration grace) {
    phase.set(Readiness.DRAINING);
    // The edges are given longer: what they cut off by themselves would look as if it had ended.
    Duration longer = grace.plus(CUT_OFF);
    Future<?> ended = Future.all(edges.stream().map(edge -> edge.drain(longer)).toList());
    try {
      ended.await(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS);
      return 0;
    } catch (TimeoutException _) {
      return events.inFlight();
    }
  }

  @Override
  public void close() throws IOException {
    certificates.forEach(CertificateWatcher::close);
    if (watcher != null) {
      watcher.close();
    }
    await(vertx.close());
    shadows.close();
    accessLog.close();
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

  private static <T> T await(Future<T> future) {
    try {
      return future.await(1, TimeUnit.HOURS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("an hour was not enough", e);
    }
  }
}
