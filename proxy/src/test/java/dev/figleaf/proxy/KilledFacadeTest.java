package dev.figleaf.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.history.HistoryJson;
import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.WeightOverride;
import dev.figleaf.proxy.store.SqlRuleHistory;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import dev.figleaf.rules.RuleTexts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A facade that is killed while it changes begins with what was before the change that was in
 * flight, or after it, and never with a mix. {@code -Dfigleaf.test.kills=200} kills it more often.
 */
class KilledFacadeTest {
  private static final @Nullable Integer WANTED = Integer.getInteger("figleaf.test.kills");
  private static final int MOST = WANTED == null ? 25 : WANTED;

  /** Where nobody says how often, a busy machine kills it less often. */
  private static final Duration LONGEST = Duration.ofSeconds(40);

  @TempDir Path folder;
  private final Random random = new Random(8);
  private final List<RuleEvent> events = new ArrayList<>();
  private Known known = Known.NOTHING;
  private int inFlight;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void beginsWithTheOldOrTheNewAndNeverWithAMix() throws Exception {
    long begin = System.nanoTime();
    int kills = 0;
    for (; kills < MOST && (WANTED != null || isEarly(begin)); kills++) {
      live();
    }
    System.getLogger("kills")
        .log(
            System.Logger.Level.INFO,
            "{0} kills, {1} changes, {2} of them in flight",
            kills,
            events.size(),
            inFlight);
    assertThat(events).isNotEmpty();
    try (var history = new SqlRuleHistory(store(), InstantSource.system())) {
      // One was in flight at the last kill, and no start has told of it yet.
      history.event(known.revision() + 1).ifPresent(this::happened);
      Known kept = history.newest();
      assertThat(kept).isEqualTo(at(kept.revision()));
    }
  }

  private static boolean isEarly(long begin) {
    return System.nanoTime() - begin < LONGEST.toNanos();
  }

  private Known at(long revision) {
    Known at = Known.NOTHING;
    for (RuleEvent event : events.subList(0, (int) revision)) {
      at = at.after(event);
    }
    return at;
  }

  private StoreSettings store() {
    return StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + folder.resolve("figleaf.db")));
  }

  /** From a start to a kill, at any moment while it changes. */
  private void live() throws IOException, InterruptedException {
    Process process = ChangingFacade.start(folder, known.revision());
    try (BufferedReader lines = process.inputReader()) {
      List<RuleEvent> unheard = new ArrayList<>();
      String line = lines.readLine();
      for (; line != null && line.startsWith("found "); line = lines.readLine()) {
        unheard.add(HistoryJson.read(line.substring(6), RuleEvent.class));
      }
      assertThat(line).as("it started").isNotNull().startsWith("state ");
      // One was in flight, and files that were written then are read at the start.
      assertThat(unheard.size()).isLessThanOrEqualTo(events.isEmpty() ? 1 : 2);
      inFlight += unheard.size();
      unheard.forEach(this::happened);
      assertThat(HistoryJson.read(line.substring(6), LiveState.class)).isEqualTo(known.state());
      assertThat(lines.readLine()).isEqualTo("weights " + weights(known.state()));
      Thread killer = kill(process, random.nextInt(400));
      for (line = lines.readLine(); line != null; line = lines.readLine()) {
        heard(line);
      }
      killer.join();
    } finally {
      process.destroyForcibly();
    }
  }

  /** SIGKILL to the process alone: destroying it would close what it has said, too. */
  private static Thread kill(Process process, int afterMillis) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(afterMillis); // any moment is as good
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              boolean _ = process.toHandle().destroyForcibly();
            });
  }

  private void heard(String line) {
    if (line.startsWith("done ")) {
      RuleEvent event;
      try {
        event = HistoryJson.read(line.substring(5), RuleEvent.class);
      } catch (IllegalArgumentException _) {
        return; // half a line is no word
      }
      happened(event);
    }
  }

  private void happened(RuleEvent event) {
    assertThat(event.revision()).isEqualTo(known.revision() + 1);
    events.add(event);
    known = known.after(event);
  }

  /** What requests must meet. */
  private static String weights(LiveState state) {
    if (state.panic() != null) {
      return "catalog=0 orders=0";
    }
    Map<String, WeightOverride> overrides = state.overrides();
    return "catalog=%d orders=%d"
        .formatted(
            of(overrides, "catalog", FILES.getOrDefault(String.valueOf(state.hash()), -1)),
            of(overrides, "orders", 0));
  }

  private static int of(Map<String, WeightOverride> overrides, String seam, int written) {
    WeightOverride override = overrides.get(seam);
    return override == null ? written : override.weight().thousandths() / 1000;
  }

  private static final Map<String, Integer> FILES = files();

  private static Map<String, Integer> files() {
    var files = new HashMap<String, Integer>();
    for (int weight = 0; weight <= 100; weight++) {
      files.put(RuleTexts.of(Map.of("rules.yaml", Replica.rules(weight))).hash(), weight);
    }
    return files;
  }
}
