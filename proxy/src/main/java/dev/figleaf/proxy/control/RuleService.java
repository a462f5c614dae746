package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.WeightOverride;
import dev.figleaf.proxy.store.StoreUnavailable;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleFiles;
import dev.figleaf.rules.Nearest;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.Quoted;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTexts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rules live: those of the files, with what operators put on top of them.
 *
 * <p>{@link #reload} and all changes may be called on any thread that may block; they take turns.
 * {@link #live} and {@link #state} may be called on every thread and never block.
 */
public final class RuleService implements RuleOperations, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final int MOST_PROBLEMS = 10;

  /** The last rule set that was refused. */
  public record Rejection(Instant at, List<Problem> problems) {}

  private final LiveRules live;
  private final HistoryKeeper keeper;
  private final PastRules past;
  private final Reloading reloading;
  private final Expiry expiry;
  private final HistoryParts parts;
  private final InstantSource clock;

  /**
   * Makes a service that has nothing live yet, and whose history ends with the process.
   *
   * @param files reads and validates all rule files, whenever asked
   */
  public RuleService(
      RuleFiles files, RuleCompiler compiler, ProxyEvents events, InstantSource clock) {
    this(files, compiler, events, clock, HistoryParts.inMemory());
  }

  /** The same, with a history that outlives it. */
  public RuleService(
      RuleFiles files,
      RuleCompiler compiler,
      ProxyEvents events,
      InstantSource clock,
      HistoryParts parts) {
    this.parts = parts;
    this.clock = clock;
    var journal = new Journal(parts.journal());
    this.live = new LiveRules(compiler, journal, events, parts.replica(), clock);
    this.past = new PastRules(parts.history(), live, files, clock);
    this.reloading = new Reloading(files, live, past, parts, journal, events, clock);
    this.keeper =
        new HistoryKeeper(parts.history(), live, reloading::settle, parts.replica(), clock);
    this.expiry = new Expiry(live, keeper, clock);
    AutoCloseable _ = live.listen(ChangeLog::tell);
    AutoCloseable _ = live.listen(event -> tellRejected(events, event));
  }

  private static void tellRejected(ProxyEvents events, RuleEvent event) {
    if (event.change() instanceof Change.FilesRejected) {
      events.rulesRejected();
    }
  }

  /** The live snapshot; there is one once the first {@link #reload} was accepted. */
  public Snapshot live() {
    return live.running().snapshot();
  }

  /** The refused rule set that the files hold now, if they do. */
  public Optional<Rejection> rejection() {
    return reloading.rejection();
  }

  /** Reads the rules again and makes them live if they are good and new. */
  public Reload reload() {
    boolean first = !live.isRunning();
    Reload reload = reloading.reload();
    if (first && live.isRunning()) {
      if (parts.journal() != null) {
        keeper.start();
      }
      expiry.start();
    }
    if (live.isRunning()) {
      keeper.wake();
    }
    return reload;
  }

  @Override
  public LiveState state() {
    return live.running().state();
  }

  /** Other rules with what operators put on top of those that are live. Never blocks. */
  public RuleSet underChanges(RuleSet other) {
    return live.running().over().over(other);
  }

  @Override
  public RuleSet written() {
    return live.running().written().rules();
  }

  /** What a change comes to, asked when it is its turn. */
  private sealed interface Wanted {
    record Do(Change change, Loaded.Ok written) implements Wanted {}

    record No(Changed.Refused why) implements Wanted {}
  }

  @Override
  public Changed override(
      Author author,
      String seam,
      Percentage weight,
      @Nullable Duration span,
      @Nullable Long expected) {
    return Refusals.of(span)
        .orElseGet(
            () -> change(author, expected, now -> override(now, author, seam, weight, span)));
  }

  private Wanted override(
      Running now, Author author, String seam, Percentage weight, @Nullable Duration span) {
    var seams = now.written().rules().seams();
    if (!seams.containsKey(seam)) {
      return no(
          "unknown-seam",
          "there is no seam " + Quoted.of(seam) + Nearest.hint(seam, seams.keySet()));
    }
    Instant since = clock.instant();
    @Nullable Instant until = span == null ? null : since.plus(span);
    return same(
        now, new Change.OverrideSet(new WeightOverride(seam, weight, since, until, author)));
  }

  @Override
  public Changed lift(Author author, String seam, @Nullable Long expected) {
    return change(
        author,
        expected,
        now ->
            now.state().overrides().containsKey(seam)
                ? same(now, new Change.OverrideEnded(seam, false))
                : no("no-override", "there is no override of " + Quoted.of(seam)));
  }

  @Override
  public Changed panic(Author author) {
    return change(
        author,
        null,
        now ->
            now.state().panic() == null
                ? same(now, new Change.Panicked())
                : no("panicked-already", "every seam is on from already"));
  }

  @Override
  public Changed calm(Author author) {
    return change(
        author,
        null,
        now ->
            now.state().panic() != null
                ? same(now, new Change.Calmed())
                : no("not-panicked", "there is no panic to end"));
  }

  @Override
  public Changed rollback(Author author, long revision, @Nullable Long expected) {
    try {
      Optional<LiveState> state = past.at(revision);
      if (revision == state().revision()) {
        return new Changed.Refused("live-already", "revision " + revision + " is live");
      }
      if (state.isEmpty() || state.get().hash() == null) {
        return new Changed.Refused("unknown-revision", "there is no revision " + revision);
      }
      return rollback(author, state.get(), past.written(state.get()), expected);
    } catch (StoreUnavailable e) {
      return new Changed.Refused("store-down", String.valueOf(e.getMessage()));
    }
  }

  private Changed rollback(
      Author author, LiveState to, Optional<Loaded> files, @Nullable Long expected) {
    return switch (files.orElse(null)) {
      case null ->
          new Changed.Refused(
              "files-gone", "the files of revision " + to.revision() + " are not kept any more");
      case Loaded.Rejected rejected ->
          new Changed.Refused(
              "rules-refused",
              "the files of revision "
                  + to.revision()
                  + " are not valid now: "
                  + told(rejected.problems()));
      case Loaded.Ok written -> change(author, expected, _ -> back(to, written));
    };
  }

  private static String told(List<Problem> problems) {
    return problems.stream()
        .filter(Problem::isError)
        .limit(MOST_PROBLEMS)
        .map(Problem::toString)
        .collect(Collectors.joining("; "));
  }

  private Wanted back(LiveState to, Loaded.Ok written) {
    return new Wanted.Do(
        new Change.RolledBack(
            to.revision(), written.texts().hash(), to.overridesAt(clock.instant())),
        written);
  }

  private static Wanted same(Running now, Change change) {
    return new Wanted.Do(change, now.written());
  }

  private static Wanted no(String code, String message) {
    return new Wanted.No(new Changed.Refused(code, message));
  }

  private Changed change(Author author, @Nullable Long expected, Function<Running, Wanted> wanted) {
    Optional<Changed> refused = Refusals.of(author);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (expected != null && parts.history().isShared()) {
      boolean _ = keeper.await(PATIENCE);
    }
    Changed changed = live.inTurn(() -> inTurn(author, expected, wanted));
    return changed instanceof Changed.Done done
        ? new Changed.Done(done.event(), keeper.await(PATIENCE))
        : changed;
  }

  private Changed inTurn(Author author, @Nullable Long expected, Function<Running, Wanted> wanted) {
    Running now = live.running();
    if (expected != null && isPast(now, expected)) {
      return new Changed.Conflict(now.snapshot().revision());
    }
    return switch (wanted.apply(now)) {
      case Wanted.No(Changed.Refused why) -> why;
      case Wanted.Do(Change change, Loaded.Ok written) ->
          new Changed.Done(live.make(UUID.randomUUID().toString(), author, change, written), false);
    };
  }

  /** Files that were refused since have a revision, and changed nothing. */
  private static boolean isPast(Running now, long expected) {
    return expected < now.snapshot().revision() || expected > now.state().revision();
  }

  @Override
  public List<RuleEvent> history(long before, int most) {
    return past.events(before, most);
  }

  @Override
  public Optional<RuleEvent> event(long revision) {
    return past.event(revision);
  }

  @Override
  public Optional<LiveState> at(Instant time) {
    return past.at(time);
  }

  @Override
  public Optional<LiveState> at(long revision) {
    return past.at(revision);
  }

  @Override
  public Optional<Loaded.Ok> rules(LiveState state) {
    return past.rules(state);
  }

  @Override
  public SortedMap<String, String> files(LiveState state) {
    return past.texts(state).map(RuleTexts::files).orElseGet(TreeMap::new);
  }

  @Override
  public List<Replica> replicas() {
    return keeper.replicas();
  }

  @Override
  public Keeping keeping() {
    return new Keeping(keeper.isUp(), parts.history().isShared(), live.unkept().waiting().size());
  }

  @Override
  public AutoCloseable listen(Consumer<RuleEvent> to) {
    return live.listen(to);
  }

  /** Ends its threads; what is live stays so. */
  @Override
  public void close() {
    expiry.close();
    keeper.close();
    reloading.close();
  }
}
