package dev.figleaf.proxy.control;

import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.routing.Loaded;
import dev.figleaf.rules.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rules live: loads them, swaps them in one step, keeps the last good ones when the new
 * are not.
 *
 * <p>{@link #reload} may be called on any thread that may block; attempts take turns. {@link #live}
 * may be called on every thread and never blocks.
 */
public final class RuleService {
  private static final Logger LOG = LogManager.getLogger(RuleService.class);

  /** The last rule set that was refused. */
  public record Rejection(Instant at, List<Problem> problems) {}

  private final Supplier<Loaded> source;
  private final RuleCompiler compiler;
  private final ProxyEvents events;
  private final InstantSource clock;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile @Nullable Snapshot live;
  private volatile @Nullable Rejection rejection;
  private @Nullable String seen;

  /**
   * Makes a service that has nothing live yet.
   *
   * @param source reads and validates all rule files, whenever asked
   */
  public RuleService(
      Supplier<Loaded> source, RuleCompiler compiler, ProxyEvents events, InstantSource clock) {
    this.source = source;
    this.compiler = compiler;
    this.events = events;
    this.clock = clock;
  }

  /** The live snapshot; there is one once the first {@link #reload} was accepted. */
  public Snapshot live() {
    return Objects.requireNonNull(live, "nothing is live yet");
  }

  /** The refused rule set that the files hold now, if they do. */
  public Optional<Rejection> rejection() {
    return Optional.ofNullable(rejection);
  }

  /** Reads the rules again and makes them live if they are good and new. */
  public Reload reload() {
    turn.lock();
    try {
      Loaded loaded = source.get();
      if (loaded.hash().equals(seen)) {
        return new Reload.Unchanged();
      }
      seen = loaded.hash();
      return switch (loaded) {
        case Loaded.Ok ok -> accept(ok);
        case Loaded.Rejected rejected -> reject(rejected.problems());
      };
    } finally {
      turn.unlock();
    }
  }

  private Reload accept(Loaded.Ok loaded) {
    long revision = live == null ? 1 : live().revision() + 1;
    RuleCompiler.Prepared prepared = compiler.prepare(revision, loaded.rules(), loaded.table());
    live = prepared.snapshot();
    rejection = null;
    compiler.commit(prepared);
    events.rulesAccepted(revision);
    loaded.warnings().forEach(warning -> LOG.warn("rules: {}", warning));
    LOG.info("rules revision={} routes={}", revision, loaded.rules().routes().size());
    return new Reload.Accepted(prepared.snapshot(), loaded.warnings());
  }

  private Reload reject(List<Problem> problems) {
    rejection = new Rejection(clock.instant(), problems);
    events.rulesRejected();
    problems.forEach(problem -> LOG.error("rules rejected: {}", problem));
    return new Reload.Rejected(problems);
  }
}
