package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.store.Patience;
import dev.figleaf.proxy.store.ReplicaRow;
import dev.figleaf.proxy.store.RuleHistory;
import dev.figleaf.proxy.store.StoreUnavailable;
import dev.figleaf.rules.RuleTexts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings to the store what happened here, and from it what others did: on a virtual thread of its
 * own, which alone waits for the store. Where the history is only in memory, whoever changes
 * something does it. Safe to share.
 */
final class HistoryKeeper implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(HistoryKeeper.class);

  /** More than that waits for no store. */
  static final int MOST_WAITING = 10_000;

  private static final int AT_ONCE = 100;
  private static final int MOST_STEPS = 200;
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration BEAT_EVERY = Duration.ofSeconds(5);
  private static final Duration ASK_WITHIN = Duration.ofSeconds(2);
  private static final Duration HEARD_WITHIN = Duration.ofMinutes(1);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration LAST = Duration.ofSeconds(2);

  private final RuleHistory history;
  private final LiveRules live;
  private final Consumer<String> settling;
  private final String replica;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock steps = new ReentrantLock();
  private @Nullable Thread thread;
  private @Nullable AutoCloseable listening;

  // By the lock.
  private long asked;
  private long done;
  private boolean up = true;
  private boolean closed;

  // By the one who takes a step.
  private Duration wait = FIRST_WAIT;
  private long beatAt = System.nanoTime();
  private long beaten;
  private volatile long whole;
  private long sweepAt = System.nanoTime() + BEAT_EVERY.toNanos();

  /**
   * @param settling gets files of this hash to run, where they can be had
   * @param replica what this process is called
   */
  HistoryKeeper(
      RuleHistory history,
      LiveRules live,
      Consumer<String> settling,
      String replica,
      InstantSource clock) {
    this.history = history;
    this.live = live;
    this.settling = settling;
    this.replica = replica;
    this.clock = clock;
  }

  /** Starts the thread; to be called once something runs. */
  void start() {
    listening = history.listen(this::wake);
    thread = Thread.ofVirtual().name("rule-history").start(this::run);
  }

  /** Has it look, soon. Waits for nothing, but where the history is in memory. */
  void wake() {
    lock.lock();
    try {
      asked++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (thread == null) {
      step();
    }
  }

  /**
   * Waits until it has looked once more, or the time is over, or the store turns out to be down.
   *
   * @return whether all that happened here before is kept
   */
  boolean await(Duration most) {
    wake();
    long left = most.toNanos();
    lock.lock();
    try {
      long mine = asked;
      while (done < mine && up && left > 0) {
        left = changed.awaitNanos(left);
      }
      return done >= mine && up;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Those that share the history and were heard of within a minute, this one first. */
  List<RuleOperations.Replica> replicas() {
    Instant now = clock.instant();
    Running running = live.running();
    long revision = running.isWhole() ? running.state().revision() : whole;
    var all = new ArrayList<RuleOperations.Replica>();
    all.add(new RuleOperations.Replica(replica, revision, now, true));
    try {
      Patience.within(ASK_WITHIN, () -> history.replicas(now.minus(HEARD_WITHIN))).stream()
          .filter(row -> !row.name().equals(replica))
          .sorted(Comparator.comparing(ReplicaRow::name))
          .forEach(
              row ->
                  all.add(
                      new RuleOperations.Replica(row.name(), row.revision(), row.seen(), false)));
    } catch (StoreUnavailable _) {
      // nobody else can be heard of then, and the state of the store says so
    }
    return all;
  }

  /** Whether the store could be reached when it was asked last. */
  boolean isUp() {
    lock.lock();
    try {
      return up;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!isClosed()) {
        step();
        pause();
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void pause() throws InterruptedException {
    lock.lock();
    try {
      long left = up ? untilNextLook() : wait.toNanos();
      // Who wakes it while the store is down must not have it tried all the time.
      while (left > 0 && !closed && !(up && done < asked)) {
        left = changed.awaitNanos(left);
      }
      if (!up) {
        wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.plus(wait);
      }
    } finally {
      lock.unlock();
    }
  }

  private long untilNextLook() {
    return history.isShared() ? LOOK_EVERY.toNanos() : SWEEP_EVERY.toNanos();
  }

  private void step() {
    steps.lock();
    try {
      stepAlone();
    } finally {
      steps.unlock();
    }
  }

  private void stepAlone() {
    long mine;
    lock.lock();
    try {
      mine = asked;
    } finally {
      lock.unlock();
    }
    try {
      exchange();
      beat();
      sweep();
      ended(mine, true);
    } catch (StoreUnavailable e) {
      if (isUp()) {
        LOG.warn("history: {}; changes are live and wait on disk until it is back", why(e));
      }
      ended(mine, false);
      giveUp();
    } catch (RuntimeException e) {
      LOG.error("history: cannot be kept", e);
      ended(mine, false);
      giveUp();
    }
  }

  private static String why(StoreUnavailable e) {
    return String.valueOf(e.getMessage());
  }

  private void ended(long mine, boolean well) {
    lock.lock();
    try {
      if (well && !up) {
        LOG.info("history: the store is up again");
      }
      if (well) {
        done = mine;
        wait = FIRST_WAIT;
      }
      up = well;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Until both sides have what the other has. */
  private void exchange() {
    for (int i = 0; i < MOST_STEPS; i++) {
      LiveRules.Unkept now = live.unkept();
      if (isDone(now)) {
        settle();
        return;
      }
    }
  }

  private boolean isDone(LiveRules.Unkept now) {
    return switch (history.follow(now.after().revision(), now.after().id())) {
      case RuleHistory.Following.Elsewhere(long end) -> {
        elsewhere(now, end);
        yield false;
      }
      case RuleHistory.Following.Events(var more) when !more.isEmpty() -> {
        live.follow(now.after(), more);
        yield false;
      }
      case RuleHistory.Following.Events _ -> now.waiting().isEmpty() || push(now);
    };
  }

  /** Gives the store the oldest of what waits; tells whether that is impossible. */
  private boolean push(LiveRules.Unkept now) {
    List<Journal.Waiting> batch = now.waiting().stream().limit(AT_ONCE).toList();
    List<RuleEvent> events = batch.stream().map(Journal.Waiting::event).toList();
    List<RuleTexts> texts =
        batch.stream().map(Journal.Waiting::texts).filter(Objects::nonNull).toList();
    Known after = now.after();
    for (RuleEvent event : events) {
      after = after.after(event);
    }
    if (history.append(now.after(), events, after, texts)) {
      live.follow(now.after(), events);
    }
    return false;
  }

  private void elsewhere(LiveRules.Unkept now, long end) {
    if (end < now.after().revision()) {
      LOG.warn(
          "history: the store ends at revision {}, and what runs is {}; it goes on from here",
          end,
          now.after().revision());
      RuleTexts texts = live.running().written().texts();
      boolean _ = history.found(end, now.after(), List.of(texts));
    } else {
      LOG.warn("history: the store has another history than this process; that one counts");
      Known newest = history.newest();
      live.replace(newest, history.kept(ids(now.waiting())));
    }
  }

  static List<String> ids(List<Journal.Waiting> waiting) {
    return waiting.stream().map(one -> one.event().id()).toList();
  }

  private void settle() {
    Running now = live.running();
    if (now.isWhole()) {
      whole = now.state().revision();
    } else if (now.state().hash() != null) {
      settling.accept(now.state().hash());
    }
  }

  private void beat() {
    if (history.isShared() && (beaten != whole || System.nanoTime() - beatAt >= 0)) {
      history.beat(new ReplicaRow(replica, whole, clock.instant()));
      beaten = whole;
      beatAt = System.nanoTime() + BEAT_EVERY.toNanos();
    }
  }

  private void sweep() {
    if (System.nanoTime() - sweepAt >= 0) {
      boolean more = history.sweep();
      sweepAt = System.nanoTime() + (more ? BEAT_EVERY : SWEEP_EVERY).toNanos();
    }
  }

  private void giveUp() {
    if (live.unkept().waiting().size() > MOST_WAITING) {
      LOG.error(
          "history: more than {} changes wait for the store; what is live stays, and how it came to"
              + " be is lost",
          MOST_WAITING);
      live.giveUpWaiting();
    }
  }

  /** Lets the store have what waits, for 2 s at most. */
  @Override
  public void close() {
    Thread running = thread;
    if (running == null) {
      return;
    }
    boolean _ = await(LAST);
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (listening != null) {
        listening.close();
      }
      if (!running.join(LAST)) {
        running.interrupt();
      }
      if (isUp()) {
        history.leave(replica);
      }
    } catch (Exception e) {
      LOG.debug("history: left without a word", e);
    }
  }
}
