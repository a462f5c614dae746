package dev.figleaf.proxy.history;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is live after some events: the fold of them.
 *
 * @param revision of the last event, or 0
 * @param hash of the texts of the files that are live, or null before there are any
 * @param folder of the texts that the folder had when it was last read, live or not
 * @param rollback the rollback that these files come from, or null where they are those of the
 *     folder
 * @param overrides by seam
 * @param panic the event that it began with, or null where all is calm
 */
public record LiveState(
    long revision,
    @Nullable String hash,
    @Nullable String folder,
    @Nullable RuleEvent rollback,
    SortedMap<String, WeightOverride> overrides,
    @Nullable RuleEvent panic) {

  /** Before the first event. */
  public static final LiveState NOTHING = new LiveState(0, null, null, null, new TreeMap<>(), null);

  public LiveState {
    overrides = Collections.unmodifiableSortedMap(new TreeMap<>(overrides));
  }

  /** The state after one more event. */
  public LiveState after(RuleEvent event) {
    long next = event.revision();
    return switch (event.change()) {
      case Change.FilesAccepted files ->
          new LiveState(next, files.hash(), files.hash(), null, overrides, panic);
      case Change.FilesRejected files ->
          new LiveState(next, hash, files.hash(), rollback, overrides, panic);
      case Change.OverrideSet(WeightOverride override) ->
          new LiveState(next, hash, folder, rollback, with(override), panic);
      case Change.OverrideEnded(String seam, boolean expired) ->
          new LiveState(
              next,
              hash,
              folder,
              rollback,
              expired && !isOver(seam, event.at()) ? overrides : without(seam),
              panic);
      case Change.RolledBack back ->
          new LiveState(next, back.hash(), folder, event, new TreeMap<>(back.overrides()), panic);
      case Change.Panicked _ -> new LiveState(next, hash, folder, rollback, overrides, event);
      case Change.Calmed _ -> new LiveState(next, hash, folder, rollback, overrides, null);
    };
  }

  private boolean isOver(String seam, Instant at) {
    WeightOverride override = overrides.get(seam);
    return override != null && override.isOver(at);
  }

  /** The same state, without the overrides whose time is over. */
  public LiveState holdingAt(Instant time) {
    return new LiveState(revision, hash, folder, rollback, new TreeMap<>(overridesAt(time)), panic);
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
