package dev.figleaf.proxy.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.Percentage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** However changes of several replicas fall together, all of them end with the same state. */
class TimelineTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Author ANN = new Author("ann", "api", null);

  private static RuleEvent event(String id, Change change) {
    return new RuleEvent(id, 0, NOW, "one", ANN, change);
  }

  private static WeightOverride override(String seam, int percent, @Nullable Instant until) {
    return new WeightOverride(seam, new Percentage(percent * 1000), NOW, until, ANN);
  }

  /** What is kept for all, in the order in which it was taken. */
  private static final class Store {
    private final List<RuleEvent> events = new ArrayList<>();
    private Known end = Known.NOTHING;

    List<RuleEvent> after(long revision) {
      return List.copyOf(events.subList((int) revision, events.size()));
    }

    boolean append(Known before, List<RuleEvent> more) {
      if (!before.equals(end)) {
        return false;
      }
      for (RuleEvent event : more) {
        assertThat(event.revision()).isEqualTo(end.revision() + 1);
        end = end.after(event);
        events.add(event);
      }
      return true;
    }
  }

  @Property(tries = 500)
  void anyInterleavingEndsAlikeOnAllReplicas(
      @ForAll @IntRange(min = 1, max = 5) int replicas,
      @ForAll @IntRange(min = 0, max = 60) int steps,
      @ForAll long seed) {
    var random = new Random(seed);
    var store = new Store();
    var all = new ArrayList<Timeline>();
    for (int i = 0; i < replicas; i++) {
      all.add(new Timeline(Known.NOTHING, List.of()));
    }
    var made = new HashMap<String, Change>();
    for (int i = 0; i < steps; i++) {
      Timeline one = all.get(random.nextInt(replicas));
      switch (random.nextInt(3)) {
        case 0 -> {
          RuleEvent event = event("e" + i, change(random)).at(one.live().revision() + 1);
          made.put(event.id(), event.change());
          one.add(event);
        }
        case 1 -> one.follow(store.after(one.kept().revision()));
        default -> push(one, store, 1 + random.nextInt(3));
      }
    }
    for (Timeline one : all) {
      while (!one.waiting().isEmpty()) {
        one.follow(store.after(one.kept().revision()));
        push(one, store, 100);
      }
    }
    for (Timeline one : all) {
      one.follow(store.after(one.kept().revision()));
      assertThat(one.live()).isEqualTo(store.end.state());
      assertThat(one.kept()).isEqualTo(store.end);
    }
    assertThat(store.events)
        .extracting(RuleEvent::id)
        .containsExactlyInAnyOrderElementsOf(made.keySet());
  }

  private static void push(Timeline one, Store store, int most) {
    List<RuleEvent> batch = one.waiting().stream().limit(most).toList();
    if (store.append(one.kept(), batch)) {
      assertThat(one.follow(batch)).as("it was live already").isEmpty();
    }
  }

  private static Change change(Random random) {
    String seam = "s" + random.nextInt(3);
    @Nullable Instant until = random.nextBoolean() ? null : NOW.plusSeconds(random.nextInt(3) - 1);
    return switch (random.nextInt(7)) {
      case 0 -> new Change.FilesAccepted("h" + random.nextInt(3), null, List.of());
      case 1 -> new Change.FilesRejected("h" + random.nextInt(3), null, List.of("bad"));
      case 2 -> new Change.OverrideSet(override(seam, random.nextInt(101), until));
      case 3 -> new Change.OverrideEnded(seam, random.nextBoolean());
      case 4 -> new Change.RolledBack(1, "h" + random.nextInt(3), new TreeMap<>());
      case 5 -> new Change.Panicked();
      default -> new Change.Calmed();
    };
  }

  @Test
  void whatWaitsComesAfterWhatOthersKept() {
    var mine = new Timeline(Known.NOTHING, List.of());
    mine.add(event("mine", new Change.Calmed()).at(1));

    List<RuleEvent> told = mine.follow(List.of(event("other", new Change.Panicked()).at(1)));
    assertThat(told)
        .containsExactly(
            event("other", new Change.Panicked()).at(1), event("mine", new Change.Calmed()).at(2));
    assertThat(mine.live().panic()).isNull();
    assertThat(mine.live().revision()).isEqualTo(2);
  }

  @Test
  void whatThereIsNoRoomForCountsAsKept() {
    var mine = new Timeline(Known.NOTHING, List.of());
    mine.add(event("1", new Change.Panicked()).at(1));
    mine.add(event("2", new Change.OverrideSet(override("s", 1, null))).at(2));
    LiveState before = mine.live();

    mine.giveUpWaiting();
    assertThat(mine.waiting()).isEmpty();
    assertThat(mine.live()).isEqualTo(before);
    assertThat(mine.kept()).isEqualTo(new Known(before, "2"));
  }

  @Test
  void theEndOfAnOverrideThatIsLateLeavesANewerOneAlone() {
    LiveState state =
        LiveState.NOTHING
            .after(event("1", new Change.OverrideSet(override("s", 1, NOW))).at(1))
            .after(event("2", new Change.OverrideSet(override("s", 2, NOW.plusSeconds(9)))).at(2))
            .after(event("3", new Change.OverrideEnded("s", true)).at(3));
    assertThat(state.overrides()).containsOnlyKeys("s");
    assertThat(state.after(event("4", new Change.OverrideEnded("s", false)).at(4)).overrides())
        .isEmpty();
  }

  @Test
  void everythingIsReadAsItWasWritten() {
    var until = NOW.plus(Duration.ofHours(1));
    RuleEvent rollback =
        event(
                "5",
                new Change.RolledBack(2, "h1", new TreeMap<>(Map.of("s", override("s", 3, until)))))
            .at(5);
    List<Change> changes =
        List.of(
            new Change.FilesAccepted("h1", "abc", List.of("route x added")),
            new Change.FilesRejected("h2", null, List.of("a.yaml:1:1 bad")),
            new Change.OverrideSet(override("s", 5, null)),
            new Change.OverrideEnded("s", true),
            rollback.change(),
            new Change.Panicked(),
            new Change.Calmed());
    LiveState state = LiveState.NOTHING;
    for (Change change : changes) {
      RuleEvent event = event("e" + state.revision(), change).at(state.revision() + 1);
      assertThat(HistoryJson.read(HistoryJson.write(event), RuleEvent.class)).isEqualTo(event);
      state = state.after(event);
      var known = new Known(state, event.id());
      assertThat(HistoryJson.read(HistoryJson.write(known), Known.class)).isEqualTo(known);
    }
  }
}
