package dev.figleaf.proxy.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.rules.RuleTexts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A history in memory is bounded, and folds alike. */
class MemoryRuleHistoryTest {
  private final MemoryRuleHistory history = new MemoryRuleHistory();
  private Known end = Known.NOTHING;

  private void add(Change change, RuleTexts... texts) {
    RuleEvent event = RuleHistoryContract.event(end.revision() + 1, change);
    assertThat(history.append(end, List.of(event), end.after(event), List.of(texts))).isTrue();
    end = end.after(event);
  }

  private static RuleTexts texts(int number, int length) {
    return RuleTexts.of(Map.of("shop.yaml", number + "x".repeat(length)));
  }

  @Test
  void theOldestEventsGo() {
    RuleTexts first = texts(1, 10);
    add(new Change.FilesAccepted(first.hash(), null, List.of()), first);
    add(new Change.Panicked());
    for (int i = 0; i < 1_200; i++) {
      add(new Change.FilesRejected("bad", null, List.of()));
    }
    assertThat(history.newest()).isEqualTo(end);
    assertThat(history.events(0, 500)).hasSize(500);
    assertThat(history.event(202)).isEmpty();
    assertThat(history.event(203)).isPresent();
    assertThat(history.at(100)).isEmpty();
    assertThat(history.at(700).orElseThrow().state().panic()).isNotNull();
    assertThat(history.texts(first.hash())).as("they are live").contains(first);
  }

  @Test
  void theTextsThatWereLiveLongestAgoGo() {
    int large = (int) (MemoryRuleHistory.MOST_CHARACTERS / 4);
    for (int i = 0; i < 6; i++) {
      RuleTexts texts = texts(i, large);
      add(new Change.FilesAccepted(texts.hash(), null, List.of()), texts);
    }
    assertThat(history.texts(texts(0, large).hash())).isEmpty();
    assertThat(history.texts(texts(5, large).hash())).isPresent();
    assertThat(history.texts(texts(4, large).hash())).isPresent();
  }

  @Test
  void whoFollowsAnOldEndAddsNothing() {
    add(new Change.Panicked());
    RuleEvent late = RuleHistoryContract.event(1, new Change.Calmed());
    assertThat(history.append(Known.NOTHING, List.of(late), Known.NOTHING.after(late), List.of()))
        .isFalse();
    assertThat(history.follow(0, "")).isEqualTo(new RuleHistory.Following.Elsewhere(1));
  }
}
