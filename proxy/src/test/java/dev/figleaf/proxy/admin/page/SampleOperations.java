package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.control.Changed;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.WeightOverride;
import dev.figleaf.routing.Loaded;
import dev.figleaf.rules.Environment;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.ReadResult;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A history in memory, over files that a test gives. */
final class SampleOperations implements RuleOperations {
  private final InstantSource clock;
  private final List<RuleEvent> events = new ArrayList<>();
  private final Map<String, SortedMap<String, String>> files = new TreeMap<>();
  private final List<Consumer<RuleEvent>> listeners = new ArrayList<>();
  private LiveState state = LiveState.NOTHING;

  /** How long ago changes are said to have been made. */
  volatile Duration ago = Duration.ZERO;

  volatile Keeping keeping = new Keeping(true, false, 0);

  SampleOperations(InstantSource clock) {
    this.clock = clock;
  }

  /** The files of the folder are others. */
  synchronized RuleEvent accept(String text, Author author, String... diff) {
    String hash = Integer.toHexString(text.hashCode());
    files.put(hash, new TreeMap<>(Map.of("shop.yaml", text)));
    return add(author, new Change.FilesAccepted(hash, "4be1f02", List.of(diff)));
  }

  synchronized RuleEvent add(Author author, Change change) {
    long next = state.revision() + 1;
    var event =
        new RuleEvent("e" + next, next, clock.instant().minus(ago), "figleaf-1", author, change);
    events.addFirst(event);
    state = state.after(event);
    listeners.forEach(listener -> listener.accept(event));
    return event;
  }

  @Override
  public synchronized LiveState state() {
    return state;
  }

  @Override
  public RuleSet written() {
    return switch (new RuleReader(Environment.of(Map.of())).read(Map.of("a", DeskServer.RULES))) {
      case ReadResult.Ok read -> read.rules();
      case ReadResult.Rejected(var problems, _, _) -> throw new AssertionError(problems.toString());
    };
  }

  private Changed change(@Nullable Long expected, Author author, Change change) {
    if (expected != null && expected != state.revision()) {
      return new Changed.Conflict(state.revision());
    }
    return new Changed.Done(add(author, change), keeping.up());
  }

  @Override
  public synchronized Changed override(
      Author author,
      String seam,
      Percentage weight,
      @Nullable Duration span,
      @Nullable Long expected) {
    Instant now = clock.instant();
    Instant until = span == null ? null : now.plus(span);
    var override = new WeightOverride(seam, weight, now, until, author);
    return change(expected, author, new Change.OverrideSet(override));
  }

  @Override
  public synchronized Changed lift(Author author, String seam, @Nullable Long expected) {
    return state.overrides().containsKey(seam)
        ? change(expected, author, new Change.OverrideEnded(seam, false))
        : new Changed.Refused("no-override", "No override of " + seam + " holds.");
  }

  @Override
  public synchronized Changed panic(Author author) {
    return state.panic() == null
        ? change(null, author, new Change.Panicked())
        : new Changed.Refused("panicked-already", "A panic is on already.");
  }

  @Override
  public synchronized Changed calm(Author author) {
    return state.panic() == null
        ? new Changed.Refused("calm-already", "All is calm already.")
        : change(null, author, new Change.Calmed());
  }

  @Override
  public synchronized Changed rollback(Author author, long revision, @Nullable Long expected) {
    LiveState then = at(revision).orElseThrow();
    return change(
        expected,
        author,
        new Change.RolledBack(revision, String.valueOf(then.hash()), then.overrides()));
  }

  @Override
  public synchronized List<RuleEvent> history(long before, int most) {
    return events.stream()
        .filter(event -> before == 0 || event.revision() < before)
        .limit(most)
        .toList();
  }

  @Override
  public synchronized Optional<RuleEvent> event(long revision) {
    return events.stream().filter(event -> event.revision() == revision).findFirst();
  }

  @Override
  public Optional<LiveState> at(Instant time) {
    return Optional.empty();
  }

  @Override
  public synchronized Optional<LiveState> at(long revision) {
    if (revision < 1 || revision > state.revision()) {
      return Optional.empty();
    }
    return Optional.of(fold(revision));
  }

  private LiveState fold(long revision) {
    LiveState folded = LiveState.NOTHING;
    for (RuleEvent event : events.reversed()) {
      folded = event.revision() <= revision ? folded.after(event) : folded;
    }
    return folded;
  }

  @Override
  public Optional<Loaded.Ok> rules(LiveState of) {
    return Optional.empty();
  }

  @Override
  public synchronized SortedMap<String, String> files(LiveState of) {
    return files.getOrDefault(String.valueOf(of.hash()), new TreeMap<>());
  }

  @Override
  public List<Replica> replicas() {
    return List.of(new Replica("figleaf-1", state().revision(), clock.instant(), true));
  }

  @Override
  public Keeping keeping() {
    return keeping;
  }

  @Override
  public synchronized AutoCloseable listen(Consumer<RuleEvent> to) {
    listeners.add(to);
    return () -> listeners.remove(to);
  }
}
