package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.WeightOverride;
import dev.figleaf.proxy.store.Patience;
import dev.figleaf.proxy.store.RuleHistory;
import dev.figleaf.proxy.store.StoreUnavailable;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.routing.RuleFiles;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTexts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was live before, of what the store has and of what it does not have yet. Blocks as long as
 * the store does. Safe to share.
 */
final class PastRules {
  private static final int MOST_RECENT = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final RuleHistory history;
  private final LiveRules live;
  private final RuleFiles files;
  private final InstantSource clock;

  /** Those that became live in this process, the newest last, for when the store is down. */
  private final ArrayDeque<RuleEvent> recent = new ArrayDeque<>();

  PastRules(RuleHistory history, LiveRules live, RuleFiles files, InstantSource clock) {
    this.history = history;
    this.live = live;
    this.files = files;
    this.clock = clock;
    AutoCloseable _ = live.listen(this::remember);
  }

  private void remember(RuleEvent event) {
    synchronized (recent) {
      recent.removeIf(known -> known.id().equals(event.id()));
      recent.add(event);
      if (recent.size() > MOST_RECENT) {
        recent.removeFirst();
      }
    }
  }

  List<RuleEvent> events(long before, int most) {
    int bound = Math.clamp(most, 0, RuleHistory.PAGE);
    LiveRules.Unkept now = live.unkept();
    List<RuleEvent> waiting =
        newestFirst(now).filter(event -> before == 0 || event.revision() < before).toList();
    long end = now.after().revision() + 1;
    long below = before == 0 ? end : Math.min(before, end);
    return Stream.concat(waiting.stream(), kept(below, bound).stream()).limit(bound).toList();
  }

  private List<RuleEvent> kept(long before, int most) {
    try {
      return asked(() -> history.events(before, most));
    } catch (StoreUnavailable e) {
      synchronized (recent) {
        return recent.stream()
            .filter(event -> event.revision() < before)
            .sorted(Comparator.comparingLong(RuleEvent::revision).reversed())
            .toList();
      }
    }
  }

  private static Stream<RuleEvent> newestFirst(LiveRules.Unkept now) {
    return now.waiting().reversed().stream().map(Journal.Waiting::event);
  }

  Optional<RuleEvent> event(long revision) {
    return newestFirst(live.unkept())
        .filter(event -> event.revision() == revision)
        .findFirst()
        .or(() -> keptEvent(revision));
  }

  private Optional<RuleEvent> keptEvent(long revision) {
    try {
      return asked(() -> history.event(revision));
    } catch (StoreUnavailable e) {
      return Optional.of(
          remembered().stream()
              .filter(event -> event.revision() == revision)
              .findFirst()
              .orElseThrow(() -> e));
    }
  }

  private static <T> T asked(Supplier<T> question) {
    return Patience.within(PATIENCE, question);
  }

  private List<RuleEvent> remembered() {
    synchronized (recent) {
      return new ArrayList<>(recent).reversed();
    }
  }

  Optional<LiveState> at(long revision) {
    LiveRules.Unkept now = live.unkept();
    if (revision < now.after().revision()) {
      return asked(() -> history.at(revision))
          .map(known -> known.state().holdingAt(timeOf(revision)));
    }
    return folded(now, event -> event.revision() <= revision)
        .filter(state -> state.revision() == revision && revision > 0)
        .map(state -> state.holdingAt(timeOf(revision)));
  }

  private Instant timeOf(long revision) {
    return event(revision).map(RuleEvent::at).orElse(Instant.MIN);
  }

  Optional<LiveState> at(Instant time) {
    LiveRules.Unkept now = live.unkept();
    boolean ofHere =
        now.waiting().stream().anyMatch(waiting -> !waiting.event().at().isAfter(time));
    Optional<LiveState> state =
        ofHere
            ? folded(now, event -> !event.at().isAfter(time))
            : asked(() -> history.at(time)).map(Known::state);
    return state.map(found -> found.holdingAt(time));
  }

  private static Optional<LiveState> folded(LiveRules.Unkept now, Predicate<RuleEvent> until) {
    LiveState state = now.after().state();
    for (Journal.Waiting waiting : now.waiting()) {
      if (!until.test(waiting.event())) {
        break;
      }
      state = state.after(waiting.event());
    }
    return Optional.of(state);
  }

  /** The texts of a state, where they are still to be had. */
  Optional<RuleTexts> texts(LiveState state) {
    @Nullable String hash = state.hash();
    if (hash == null) {
      return Optional.empty();
    }
    RuleTexts running = live.running().written().texts();
    if (running.hash().equals(hash)) {
      return Optional.of(running);
    }
    return live.unkept().waiting().stream()
        .map(Journal.Waiting::texts)
        .filter(Objects::nonNull)
        .filter(texts -> texts.hash().equals(hash))
        .findFirst()
        .or(() -> asked(() -> history.texts(hash)));
  }

  /** The rules of a state as they are written, read with the environment of now. */
  Optional<Loaded> written(LiveState state) {
    Loaded.Ok running = live.running().written();
    return running.texts().hash().equals(state.hash())
        ? Optional.of(running)
        : texts(state).map(files::get);
  }

  /** The rules of a state, with its overrides and its panic. */
  Optional<Loaded.Ok> rules(LiveState state) {
    Running running = live.running();
    boolean isNow = state.revision() == running.state().revision();
    return written(isNow ? running.state() : state)
        .filter(Loaded.Ok.class::isInstance)
        .map(Loaded.Ok.class::cast)
        .map(written -> with(written, isNow ? state.holdingAt(clock.instant()) : state));
  }

  private static Loaded.Ok with(Loaded.Ok written, LiveState state) {
    var weights = new HashMap<String, Percentage>();
    for (WeightOverride override : state.overrides().values()) {
      weights.put(override.seam(), override.weight());
    }
    RuleSet rules = new EffectiveRules(weights, state.panic() != null).over(written.rules());
    return rules == written.rules()
        ? written
        : new Loaded.Ok(
            rules, RouteTable.compile(rules), written.warnings(), written.hash(), written.texts());
  }
}
