package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.WeightOverride;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Ends overrides when their time is over, on a virtual thread of its own. All replicas do, and give
 * the event one id, so that it is kept once.
 */
final class Expiry implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(Expiry.class);

  /** The clock of the machine may be set: nobody relies on it for longer. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final LiveRules live;
  private final HistoryKeeper keeper;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private boolean closed;

  Expiry(LiveRules live, HistoryKeeper keeper, InstantSource clock) {
    this.live = live;
    this.keeper = keeper;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("override-expiry").unstarted(this::run);
  }

  void start() {
    thread.start();
    AutoCloseable _ = live.listen(this::look);
  }

  private void look(RuleEvent event) {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (await()) {
        endThoseThatAreOver();
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /** Waits until one is over; tells whether it was not closed before. */
  private boolean await() throws InterruptedException {
    lock.lock();
    try {
      for (Optional<Instant> next = next(); !closed && !isOver(next); next = next()) {
        long _ = changed.awaitNanos(next.map(this::left).orElse(LONGEST_WAIT.toNanos()));
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver(Optional<Instant> until) {
    return until.isPresent() && !clock.instant().isBefore(until.get());
  }

  private long left(Instant until) {
    Duration left = Duration.between(clock.instant(), until).plusMillis(1);
    return left.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT.toNanos() : left.toNanos();
  }

  private Optional<Instant> next() {
    return live.running().state().overrides().values().stream()
        .map(WeightOverride::until)
        .filter(Objects::nonNull)
        .min(Instant::compareTo);
  }

  private void endThoseThatAreOver() throws InterruptedException {
    try {
      List<WeightOverride> over =
          live.running().state().overrides().values().stream()
              .filter(override -> override.isOver(clock.instant()))
              .toList();
      over.forEach(this::end);
      keeper.wake();
    } catch (RuntimeException e) {
      LOG.error("overrides could not be ended", e);
      Thread.sleep(LONGEST_WAIT); // a virtual thread of its own: nobody waits for it
    }
  }

  private void end(WeightOverride override) {
    var _ =
        live.inTurn(
            () ->
                override.equals(live.running().state().overrides().get(override.seam()))
                    ? live.make(
                        id(override),
                        Author.TIMER,
                        new Change.OverrideEnded(override.seam(), true),
                        live.running().written())
                    : null);
  }

  /** The same on all replicas. */
  static String id(WeightOverride override) {
    String all =
        "expired|%s|%s|%s|%s"
            .formatted(override.seam(), override.weight(), override.since(), override.until());
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }
}
