package dev.figleaf.proxy.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.rules.RuleTexts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of the history on both databases. */
abstract class RuleHistoryContract {
  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final RuleTexts TEXTS = RuleTexts.of(Map.of("shop.yaml", "version: 1\n# é\n"));
  private SqlRuleHistory history;

  /** A database without tables, the same for the whole of a test. */
  abstract StoreSettings settings();

  @BeforeEach
  void open() {
    history = new SqlRuleHistory(settings(), InstantSource.fixed(NOW));
  }

  @AfterEach
  void close() {
    history.close();
  }

  /** One a second. */
  static RuleEvent event(long revision, Change change) {
    return new RuleEvent(
        "id" + revision,
        revision,
        NOW.plusSeconds(revision),
        "one",
        new Author("ann", "api", "why"),
        change);
  }

  private static RuleEvent event(long revision) {
    return event(revision, revision % 2 == 0 ? new Change.Calmed() : new Change.Panicked());
  }

  private static RuleEvent files(long revision) {
    return event(revision, new Change.FilesAccepted(TEXTS.hash(), null, List.of()));
  }

  private Known append(Known before, RuleEvent... events) {
    Known after = before;
    for (RuleEvent event : events) {
      after = after.after(event);
    }
    assertThat(history.append(before, List.of(events), after, List.of(TEXTS))).isTrue();
    return after;
  }

  /** So many events, in pieces. */
  private Known fill(int count) {
    Known known = Known.NOTHING;
    while (known.revision() < count) {
      var batch = new ArrayList<RuleEvent>();
      for (long i = known.revision() + 1; i <= Math.min(count, known.revision() + 100); i++) {
        batch.add(i == 1 ? files(1) : event(i));
      }
      known = append(known, batch.toArray(RuleEvent[]::new));
    }
    return known;
  }

  @Test
  void anEmptyHistoryKnowsNothing() {
    assertThat(history.newest()).isEqualTo(Known.NOTHING);
    assertThat(history.follow(0, "")).isEqualTo(new RuleHistory.Following.Events(List.of()));
    assertThat(history.events(0, 500)).isEmpty();
    assertThat(history.at(1)).isEmpty();
    assertThat(history.at(NOW)).isEmpty();
    assertThat(history.texts("x")).isEmpty();
  }

  @Test
  void eventsAreFollowedFromWhereverSomebodyIs() {
    Known first = append(Known.NOTHING, files(1), event(2));
    Known last = append(first, event(3), event(4));

    assertThat(history.newest()).isEqualTo(last);
    assertThat(history.follow(2, "id2"))
        .isEqualTo(new RuleHistory.Following.Events(List.of(event(3), event(4))));
    assertThat(history.follow(4, "id4")).isEqualTo(new RuleHistory.Following.Events(List.of()));
    assertThat(history.follow(2, "other")).isEqualTo(new RuleHistory.Following.Elsewhere(4));
    assertThat(history.follow(9, "id9")).isEqualTo(new RuleHistory.Following.Elsewhere(4));
    assertThat(history.kept(List.of("id1", "id4", "id5"))).isEqualTo(Set.of("id1", "id4"));
  }

  @Test
  void whoFollowsAnOldEndAddsNothing() {
    Known first = append(Known.NOTHING, files(1));
    append(first, event(2));

    RuleEvent late = new RuleEvent("late", 2, NOW, "two", Author.FILES, new Change.Calmed());
    assertThat(history.append(first, List.of(late), first.after(late), List.of())).isFalse();
    assertThat(history.events(0, 9)).containsExactly(event(2), files(1));
  }

  @Test
  void ofSeveralAtOnceOneAddsAtATime() throws Exception {
    int each = 20;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Callable<Boolean>>();
      for (String name : List.of("a", "b", "c")) {
        all.add(() -> addAll(name, each));
      }
      for (var done : threads.invokeAll(all)) {
        assertThat(done.get()).isTrue();
      }
    }
    List<RuleEvent> events = history.events(0, 500).reversed();
    assertThat(events).extracting(RuleEvent::revision).hasSize(3 * each).isSorted();
    assertThat(events).extracting(RuleEvent::id).doesNotHaveDuplicates();
    assertThat(history.newest().revision()).isEqualTo(3 * each);
  }

  private boolean addAll(String name, int count) {
    try (var own = new SqlRuleHistory(settings(), InstantSource.fixed(NOW))) {
      for (int added = 0; added < count; ) {
        Known end = own.newest();
        var event =
            new RuleEvent(
                name + added, end.revision() + 1, NOW, name, Author.FILES, new Change.Calmed());
        try {
          added += own.append(end, List.of(event), end.after(event), List.of()) ? 1 : 0;
        } catch (StoreUnavailable _) {
          // SQLite lets those wait by chance that wait for a lock
        }
      }
      return true;
    }
  }

  @Test
  void thePastIsFoldedFromTheLastStateThatWasKept() {
    Known end = fill(1_203);
    assertThat(history.newest()).isEqualTo(end);
    for (long revision : List.of(1L, 499L, 500L, 501L, 1_000L, 1_202L)) {
      Known then = history.at(revision).orElseThrow();
      assertThat(then.revision()).isEqualTo(revision);
      assertThat(then.state().panic() != null).isEqualTo(revision > 1 && revision % 2 == 1);
      assertThat(then.state().hash()).isEqualTo(TEXTS.hash());
      assertThat(history.at(NOW.plusSeconds(revision).plusMillis(5))).contains(then);
    }
    assertThat(history.at(1_204)).isEmpty();
    assertThat(history.at(NOW)).isEmpty();
    assertThat(history.event(777)).contains(event(777));
    assertThat(history.events(3, 500)).containsExactly(event(2), files(1));
    assertThat(history.texts(TEXTS.hash())).contains(TEXTS);
  }

  @Test
  void theOldestEventsGoAndWhatIsLeftIsFoldedAlike() {
    Known end = fill(950);
    var few = new RuleRetention.Bounds(100, 1_000);
    try (var database = new Database(settings())) {
      boolean more = database.change(handle -> RuleRetention.sweep(handle, few));
      assertThat(more).isFalse();
    }
    assertThat(history.newest()).isEqualTo(end);
    assertThat(history.events(0, 500)).hasSize(100);
    assertThat(history.at(850)).isEmpty();
    assertThat(history.at(851).orElseThrow().state().hash()).isEqualTo(TEXTS.hash());
    assertThat(history.texts(TEXTS.hash())).as("they are live").contains(TEXTS);
    assertThat(history.follow(10, "id10")).isEqualTo(new RuleHistory.Following.Elsewhere(950));
    assertThat(history.follow(0, "")).isEqualTo(new RuleHistory.Following.Elsewhere(950));
  }

  @Test
  void textsThatAreTooMuchGoButTheNewest() {
    RuleTexts other = RuleTexts.of(Map.of("a.yaml", "b".repeat(900)));
    Known first = append(Known.NOTHING, files(1));
    RuleEvent second = event(2, new Change.FilesAccepted(other.hash(), null, List.of()));
    try (var later = new SqlRuleHistory(settings(), InstantSource.fixed(NOW.plusSeconds(9)))) {
      assertThat(later.append(first, List.of(second), first.after(second), List.of(other)))
          .isTrue();
    }
    try (var database = new Database(settings())) {
      database.change(handle -> RuleRetention.sweep(handle, new RuleRetention.Bounds(100, 910)));
    }
    assertThat(history.texts(TEXTS.hash())).isEmpty();
    assertThat(history.texts(other.hash())).contains(other);
  }

  @Test
  void aHistoryThatWasLostGoesOnFromWhatSomebodyKnows() {
    Known known = Known.NOTHING;
    for (long i = 1; i <= 7; i++) {
      known = known.after(i == 1 ? files(1) : event(i));
    }
    assertThat(history.follow(7, "id7")).isEqualTo(new RuleHistory.Following.Elsewhere(0));
    assertThat(history.found(3, known, List.of())).isFalse();
    assertThat(history.found(0, known, List.of(TEXTS))).isTrue();

    assertThat(history.newest()).isEqualTo(known);
    Known next = append(known, event(8));
    assertThat(history.follow(7, "id7"))
        .isEqualTo(new RuleHistory.Following.Events(List.of(event(8))));
    assertThat(history.follow(0, "")).isEqualTo(new RuleHistory.Following.Elsewhere(8));
    assertThat(history.newest()).isEqualTo(next);
    assertThat(history.texts(TEXTS.hash())).contains(TEXTS);
  }

  @Test
  void replicasAreThereUntilTheyLeave() {
    history.beat(new ReplicaRow("one", 3, NOW));
    history.beat(new ReplicaRow("two", 4, NOW.minusSeconds(90)));
    history.beat(new ReplicaRow("one", 5, NOW.plusSeconds(1)));

    assertThat(history.replicas(NOW.minusSeconds(60)))
        .containsExactly(new ReplicaRow("one", 5, NOW.plusSeconds(1)));
    history.leave("one");
    assertThat(history.replicas(NOW.minusSeconds(600)))
        .containsExactly(new ReplicaRow("two", 4, NOW.minusSeconds(90)));
  }

  @Test
  void textsThatNoDatabaseTakesAreKeptInAnotherForm() {
    RuleEvent odd =
        new RuleEvent(
            "odd",
            1,
            NOW,
            "r",
            new Author("a\ud800b", "x", "nul\0"),
            new Change.FilesRejected("h", null, List.of("\0\udc00")));
    Known after = Known.NOTHING.after(odd);
    assertThat(history.append(Known.NOTHING, List.of(odd), after, List.of())).isTrue();
    assertThat(history.event(1).orElseThrow().author().by()).isEqualTo("a\ufffdb");
  }
}
