package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.Timeline;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTexts;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is live, and the one place where that changes: one change at a time, first on disk, then in
 * one step for all requests that begin, then told.
 *
 * <p>Changes block for as long as compiling and the disk take, {@link #running} never. Safe to
 * share.
 */
final class LiveRules {
  private final RuleCompiler compiler;
  private final Journal journal;
  private final ProxyEvents events;
  private final String replica;
  private final InstantSource clock;
  private final ReentrantLock turn = new ReentrantLock();
  private final List<Consumer<RuleEvent>> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Running running;

  // By the turn.
  private Timeline timeline = new Timeline(Known.NOTHING, List.of());
  private final Map<String, RuleTexts> texts = new HashMap<>();

  /**
   * @param replica what this process is called in events
   */
  LiveRules(
      RuleCompiler compiler,
      Journal journal,
      ProxyEvents events,
      String replica,
      InstantSource clock) {
    this.compiler = compiler;
    this.events = events;
    this.journal = journal;
    this.replica = replica;
    this.clock = clock;
  }

  /** What runs; there is something once the first rules were good. */
  Running running() {
    return Objects.requireNonNull(running, "nothing is live yet");
  }

  boolean isRunning() {
    return running != null;
  }

  /** Does something while nothing changes. */
  <T> T inTurn(Supplier<T> work) {
    turn.lock();
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }

  AutoCloseable listen(Consumer<RuleEvent> to) {
    listeners.add(to);
    return () -> listeners.remove(to);
  }

  /** Takes what is known of the history, before anything runs. */
  LiveState recover(Known kept, List<Journal.Waiting> waiting) {
    return inTurn(
        () -> {
          timeline = new Timeline(kept, waiting.stream().map(Journal.Waiting::event).toList());
          waiting.stream()
              .map(Journal.Waiting::texts)
              .filter(Objects::nonNull)
              .forEach(one -> texts.put(one.hash(), one));
          return timeline.live();
        });
  }

  /** Makes these rules run under the state as it is. */
  Running run(Loaded.Ok written) {
    return inTurn(
        () -> {
          Running now = goLive(prepare(timeline.live(), written));
          keepJournal();
          return now;
        });
  }

  /**
   * Makes a change live: on disk first, then for all requests that begin.
   *
   * @param id of the event
   * @param written the rules after it
   */
  RuleEvent make(String id, Author author, Change change, Loaded.Ok written) {
    return inTurn(
        () -> {
          LiveState now = timeline.live();
          var event =
              new RuleEvent(id, now.revision() + 1, clock.instant(), replica, author, change);
          Next next = next(now.after(event), change, written);
          RuleTexts named = change.liveHash() == null ? null : written.texts();
          journal.append(new Journal.Waiting(event, named));
          if (named != null) {
            texts.put(named.hash(), named);
          }
          timeline.add(event);
          var _ = goLive(next);
          if (!journal.isWell()) {
            keepJournal();
          }
          tell(event);
          return event;
        });
  }

  /**
   * The same for what all replicas find out by themselves: who finds it after the same event gives
   * it the same id, and it is kept once.
   *
   * @param what it is
   */
  RuleEvent find(String what, Author author, Change change, Loaded.Ok written) {
    return inTurn(
        () -> {
          byte[] name = (what + "|" + timeline.lastId()).getBytes(StandardCharsets.UTF_8);
          return make(UUID.nameUUIDFromBytes(name).toString(), author, change, written);
        });
  }

  private Next next(LiveState after, Change change, Loaded.Ok written) {
    Running now = running;
    return change instanceof Change.FilesRejected && now != null
        ? new Next(new Running(after, now.written(), now.over(), now.snapshot()), null)
        : prepare(after, written);
  }

  private record Next(Running running, RuleCompiler.@Nullable Prepared prepared) {}

  private Next prepare(LiveState state, Loaded.Ok written) {
    return prepare(state, written, state.revision());
  }

  private Next prepare(LiveState state, Loaded.Ok written, long revision) {
    EffectiveRules over = over(state);
    Running now = running;
    if (now != null && now.written() == written && now.over().equals(over)) {
      return new Next(new Running(state, written, over, now.snapshot().at(revision)), null);
    }
    RuleSet rules = over.over(written.rules());
    RouteTable table = rules == written.rules() ? written.table() : RouteTable.compile(rules);
    RuleCompiler.Prepared prepared = compiler.prepare(revision, rules, table);
    return new Next(new Running(state, written, over, prepared.snapshot()), prepared);
  }

  private EffectiveRules over(LiveState state) {
    var weights = new HashMap<String, Percentage>();
    state.overridesAt(clock.instant()).forEach((seam, one) -> weights.put(seam, one.weight()));
    return new EffectiveRules(weights, state.panic() != null);
  }

  private Running goLive(Next next) {
    Running before = running;
    running = next.running;
    long revision = next.running.snapshot().revision();
    if (revision > 0 && (before == null || before.snapshot().revision() != revision)) {
      events.rulesAccepted(revision);
    }
    if (next.prepared != null) {
      compiler.commit(next.prepared);
    }
    return next.running;
  }

  private void tell(RuleEvent event) {
    listeners.forEach(to -> to.accept(event));
  }

  /** Takes what is kept after the end that is known here, whoever it came from. */
  void follow(Known end, List<RuleEvent> more) {
    inTurn(
        () -> {
          if (!end.equals(timeline.kept()) || more.isEmpty()) {
            return false;
          }
          List<RuleEvent> told = timeline.follow(more);
          follow(told);
          keepJournal();
          told.forEach(this::tell);
          return true;
        });
  }

  /** Files that were refused change nothing but the state. */
  private void follow(List<RuleEvent> told) {
    long revision =
        told.stream()
            .filter(event -> !(event.change() instanceof Change.FilesRejected))
            .mapToLong(RuleEvent::revision)
            .max()
            .orElse(0);
    Running now = running();
    if (revision > 0) {
      var _ = goLive(prepare(timeline.live(), now.written(), revision));
    } else {
      running = new Running(timeline.live(), now.written(), now.over(), now.snapshot());
    }
  }

  /**
   * Takes another history for the one that is kept.
   *
   * @param ids those of what waits that are in it
   */
  void replace(Known other, Set<String> ids) {
    inTurn(
        () -> {
          timeline.replace(other, ids);
          var _ = goLive(prepare(timeline.live(), running().written()));
          keepJournal();
          return true;
        });
  }

  /** Makes the files of the state run, which came from elsewhere. */
  boolean settle(Loaded.Ok written) {
    return inTurn(
        () -> {
          boolean fits = written.texts().hash().equals(timeline.live().hash());
          if (fits) {
            var _ = goLive(prepare(timeline.live(), written));
            keepJournal();
          }
          return fits;
        });
  }

  /** Looks at the time again: overrides may be over. */
  void lookAtTheTime() {
    inTurn(
        () -> {
          Running now = running();
          return goLive(prepare(timeline.live(), now.written(), now.snapshot().revision()));
        });
  }

  private void keepJournal() {
    List<Journal.Waiting> waiting = waiting();
    texts.keySet().retainAll(waiting.stream().map(one -> one.event().change().liveHash()).toList());
    journal.keep(timeline.kept(), textsOf(timeline.kept().state().hash()), waiting);
  }

  private @Nullable RuleTexts textsOf(@Nullable String hash) {
    RuleTexts live = running().written().texts();
    return live.hash().equals(hash) ? live : null;
  }

  private List<Journal.Waiting> waiting() {
    return timeline.waiting().stream()
        .map(event -> new Journal.Waiting(event, texts.get(event.change().liveHash())))
        .toList();
  }

  /** What the store does not have yet, and the end that it follows. */
  record Unkept(Known after, List<Journal.Waiting> waiting) {}

  Unkept unkept() {
    return inTurn(() -> new Unkept(timeline.kept(), waiting()));
  }

  /** Lets all that waits go, where it is too much; what is live stays. */
  void giveUpWaiting() {
    inTurn(
        () -> {
          timeline.giveUpWaiting();
          keepJournal();
          return true;
        });
  }
}
