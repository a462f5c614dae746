package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.control.Changed;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.WeightOverride;
import dev.figleaf.routing.Loaded;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A history in memory that makes nothing live: what the admin listener says to it and of it. */
final class FakeOperations implements RuleOperations {
  static final Instant BEGAN = Instant.parse("2026-01-02T03:04:05Z");

  private final List<RuleEvent> events = new ArrayList<>();
  private final List<Consumer<RuleEvent>> listeners = new CopyOnWriteArrayList<>();
  private volatile LiveState state = LiveState.NOTHING;
  volatile Keeping keeping = new Keeping(true, false, 0);
  volatile List<Replica> replicas = List.of(new Replica("here", 1, BEGAN, true));
  volatile SortedMap<String, String> files = new TreeMap<>(Map.of("shop.yaml", "version: 1\n"));

  FakeOperations() {
    add(Author.FILES, new Change.FilesAccepted("hash", "abc123", List.of("seam catalog added")));
  }

  synchronized RuleEvent add(Author author, Change change) {
    long revision = events.size() + 1;
    var event =
        new RuleEvent(
            "id" + revision, revision, BEGAN.plusSeconds(revision), "here", author, change);
    events.add(event);
    state = state.after(event);
    listeners.forEach(listener -> listener.accept(event));
    return event;
  }

  private synchronized Changed change(Author author, @Nullable Long expected, Change change) {
    if (expected != null && expected != state.revision()) {
      return new Changed.Conflict(state.revision());
    }
    return new Changed.Done(add(author, change), keeping.up());
  }

  private static Changed.Refused refused(String code, String message) {
    return new Changed.Refused(code, message);
  }

  @Override
  public LiveState state() {
    return state;
  }

  @Override
  public RuleSet written() {
    return ((Loaded.Ok) SampleRules.loaded()).rules();
  }

  @Override
  public Changed override(
      Author author,
      String seam,
      Percentage weight,
      @Nullable Duration span,
      @Nullable Long expected) {
    if (!seam.equals("catalog")) {
      return refused("unknown-seam", "there is no seam " + seam);
    }
    Instant until = span == null ? null : Instant.now().plus(span);
    var override = new WeightOverride(seam, weight, BEGAN, until, author);
    return change(author, expected, new Change.OverrideSet(override));
  }

  @Override
  public Changed lift(Author author, String seam, @Nullable Long expected) {
    return state.overrides().containsKey(seam)
        ? change(author, expected, new Change.OverrideEnded(seam, false))
        : refused("no-override", "nothing overrides " + seam);
  }

  @Override
  public Changed panic(Author author) {
    return state.panic() == null
        ? change(author, null, new Change.Panicked())
        : refused("panicked-already", "there is a panic already");
  }

  @Override
  public Changed calm(Author author) {
    return state.panic() == null
        ? refused("calm-already", "all is calm")
        : change(author, null, new Change.Calmed());
  }

  @Override
  public Changed rollback(Author author, long revision, @Nullable Long expected) {
    return revision < 1 || revision > events.size()
        ? refused("unknown-revision", "there is no revision " + revision)
        : change(author, expected, new Change.RolledBack(revision, "hash", Map.of()));
  }

  @Override
  public synchronized List<RuleEvent> history(long before, int most) {
    return events.stream()
        .filter(event -> before == 0 || event.revision() < before)
        .sorted(Comparator.comparingLong(RuleEvent::revision).reversed())
        .limit(most)
        .toList();
  }

  @Override
  public synchronized Optional<RuleEvent> event(long revision) {
    return events.stream().filter(event -> event.revision() == revision).findFirst();
  }

  @Override
  public synchronized Optional<LiveState> at(Instant time) {
    return fold(events.stream().filter(event -> !event.at().isAfter(time)).toList());
  }

  @Override
  public synchronized Optional<LiveState> at(long revision) {
    return revision > events.size()
        ? Optional.empty()
        : fold(events.stream().filter(event -> event.revision() <= revision).toList());
  }

  private static Optional<LiveState> fold(List<RuleEvent> events) {
    LiveState folded = LiveState.NOTHING;
    for (RuleEvent event : events) {
      folded = folded.after(event);
    }
    return folded.revision() == 0 ? Optional.empty() : Optional.of(folded);
  }

  @Override
  public Optional<Loaded.Ok> rules(LiveState of) {
    return Optional.of((Loaded.Ok) SampleRules.loaded());
  }

  @Override
  public SortedMap<String, String> files(LiveState of) {
    return files;
  }

  @Override
  public List<Replica> replicas() {
    return replicas;
  }

  @Override
  public Keeping keeping() {
    return keeping;
  }

  @Override
  public AutoCloseable listen(Consumer<RuleEvent> to) {
    listeners.add(to);
    return () -> listeners.remove(to);
  }

  /** How many listen. */
  int listening() {
    return listeners.size();
  }
}
