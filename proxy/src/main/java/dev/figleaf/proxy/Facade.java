package dev.figleaf.proxy;

import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.admin.Readiness;
import dev.figleaf.proxy.cache.CacheMemory;
import dev.figleaf.proxy.control.RuleFolderWatcher;
import dev.figleaf.proxy.control.RuleService;
import dev.figleaf.proxy.edge.CertificateWatcher;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.edge.EdgeVerticle;
import dev.figleaf.proxy.store.EvidenceLog;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.proxy.telemetry.MicrometerEvents;
import dev.figleaf.proxy.traffic.Traffic;
import dev.figleaf.proxy.traffic.inventory.Inventory;
import dev.figleaf.proxy.upstream.EndpointResolver;
import dev.figleaf.proxy.upstream.SharedMemory;
import dev.figleaf.proxy.upstream.SystemResolver;
import dev.figleaf.routing.RuleFiles;
import dev.figleaf.rules.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
   * @param keeping what copies and caches hold, and where evidence is kept
   * @param admin where operators and their machines ask, or null for nowhere
   */
  public record Options(
      EdgeSettings edge,
      int eventLoops,
      Transport transport,
      RuleFiles rules,
      @Nullable Path watch,
      AccessLog.Options accessLog,
      Keeping keeping,
      AdminServer.@Nullable Options admin) {

    /** A facade on the transport that fits, without an admin listener. */
    public Options(
        EdgeSettings edge,
        int eventLoops,
        RuleFiles rules,
        @Nullable Path watch,
        AccessLog.Options accessLog) {
      this(edge, eventLoops, Transport.AUTO, rules, watch, accessLog, Keeping.NOTHING, null);
    }
  }

  /**
   * What is kept beside the requests that are served.
   *
   * @param copies the bytes that copies of requests and answers may hold together
   * @param caches the bytes that the caches of all routes may hold together
   * @param store where evidence goes, or null for nowhere
   * @param ring how many descriptors of requests, or 0 for none
   */
  public record Keeping(long copies, long caches, @Nullable StoreSettings store, int ring) {
    /** As many descriptors as usual. */
    public Keeping(long copies, long caches, @Nullable StoreSettings store) {
      this(copies, caches, store, Traffic.Settings.USUAL_RING);
    }

    /** As much memory as usual, and nothing that outlives the process. */
    public static final Keeping NOTHING =
        new Keeping(SharedMemory.USUAL_BYTES, CacheMemory.USUAL_BYTES, null);
  }

  /** How a start ended. */
  public sealed interface Started {
    /** It runs. */
    record Ok(Facade facade, List<Problem> warnings) implements Started {}

    /** The rules have errors; nothing runs. */
    record Rejected(List<Problem> problems) implements Started {}
  }

  /**
   * What runs.
   *
   * @param phase what is told of it, unless the edge is under strain
   * @param readiness what is told of it
   * @param release ends what stands beside the event loops
   */
  record Parts(
      Vertx vertx,
      RuleService rules,
      MicrometerEvents events,
      List<EdgeVerticle> edges,
      @Nullable AdminServer admin,
      @Nullable RuleFolderWatcher watcher,
      List<CertificateWatcher> certificates,
      AtomicReference<Readiness> phase,
      Supplier<Readiness> readiness,
      ShadowParts shadows,
      Traffic traffic,
      Inventory inventory,
      Runnable release) {}

  private static final Duration CUT_OFF = Duration.ofMinutes(1);

  private final Parts parts;

  Facade(Parts parts) {
    this.parts = parts;
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
    return new Wiring(options).start(vertx, resolver);
  }

  /** The port of the first listener. */
  public int port() {
    return ports().getFirst();
  }

  /** The ports that clients connect to, in the order of the listeners. */
  public List<Integer> ports() {
    return parts.edges.getFirst().ports();
  }

  /** The port of the admin listener; empty where there is none. */
  public OptionalInt adminPort() {
    AdminServer admin = parts.admin;
    return admin == null ? OptionalInt.empty() : OptionalInt.of(admin.port());
  }

  public RuleService rules() {
    return parts.rules;
  }

  public MicrometerEvents events() {
    return parts.events;
  }

  /** What the traffic was like lately. */
  public Traffic traffic() {
    return parts.traffic;
  }

  /** Which endpoints there are. */
  public Inventory inventory() {
    return parts.inventory;
  }

  /** The evidence that is kept; empty where nothing is. */
  public Optional<EvidenceLog> evidence() {
    return parts.shadows.log();
  }

  /**
   * Waits until what was judged so far is kept.
   *
   * @return whether it is, and the time was not over before
   */
  public boolean keepEvidence(Duration most) throws InterruptedException {
    return parts.shadows.flush(most);
  }

  /** Whether new traffic is welcome. */
  public boolean isReady() {
    return parts.readiness.get() == Readiness.READY;
  }

  /**
   * Stops to be ready, accepts no more, and returns when what is in flight has ended or the time is
   * over.
   *
   * @return how many requests had not ended when the time was over; closing cuts them off
   */
  public long drain(Duration grace) {
    parts.phase.set(Readiness.DRAINING);
    // The edges are given longer: what they cut off by themselves would look as if it had ended.
    Duration longer = grace.plus(CUT_OFF);
    Future<?> ended = Future.all(parts.edges.stream().map(edge -> edge.drain(longer)).toList());
    try {
      ended.await(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS);
      return 0;
    } catch (TimeoutException _) {
      return parts.events.inFlight();
    }
  }

  @Override
  public void close() throws IOException {
    parts.certificates.forEach(CertificateWatcher::close);
    if (parts.watcher != null) {
      parts.watcher.close();
    }
    await(parts.vertx.close());
    parts.release.run();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(1, TimeUnit.HOURS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("an hour was not enough", e);
    }
  }
}
