package dev.figleaf.proxy.history;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is live after some events: the fold of them.
 *
 * @param revision of the last event, or 0
 * @param hash of the files that are live, or null before there are any
 * @param rollback the rollback that these files come from, or null where they are those of the
 *     folder
 * @param overrides by seam
 * @param panic the event that it began with, or null where all is calm
 */
public record LiveState(
    long revision,
    @Nullable String hash,
    @Nullable RuleEvent rollback,
    SortedMap<String, WeightOverride> overrides,
    @Nullable RuleEvent panic) {

  /** Before the first event. */
  public static final LiveState NOTHING = new LiveState(0, null, null, new TreeMap<>(), null);

  public LiveState {
    overrides = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(overrides));
  }

  /** The state after one more event. */
  public LiveState after(RuleEvent event) {
    long next = event.revision();
    return switch (event.change()) {
      case Change.FilesAccepted files -> new LiveState(next, files.hash(), null, overrides, panic);
      case Change.FilesRejected _ -> new LiveState(next, hash, rollback, overrides, panic);
      case Change.OverrideSet(WeightOverride override) ->
          new LiveState(next, hash, rollback, with(override), panic);
      case Change.OverrideEnded(String seam, _) ->
          new LiveState(next, hash, rollback, without(seam), panic);
      case Change.RolledBack back ->
          new LiveState(next, back.hash(), event, new TreeMap<>(back.overrides()), panic);
      case Change.Panicked _ -> new LiveState(next, hash, rollback, overrides, event);
      case Change.Calmed _ -> new LiveState(next, hash, rollback, overrides, null);
    };
  }

  private SortedMap<String, WeightOverride> with(WeightOverride override) {
    var all = new TreeMap<>(overrides);
    all.put(override.seam(), override);
    return all;
  }

  private SortedMap<String, WeightOverride> without(String seam) {
    var all = new TreeMap<>(overrides);
    all.remove(seam);
    return all;
  }

  /** The overrides that hold at this time: those whose time is over do not. */
  public Map<String, WeightOverride> overridesAt(Instant now) {
    var holding = new TreeMap<>(overrides);
    holding.values().removeIf(override -> override.isOver(now));
    return holding;
  }
}
