package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.WeightOverride;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events of the history in words. May block, as the history does. */
final class EventViews {
  /** How far back the event is looked for that the live files came with. */
  private static final int MOST_LOOKED_AT = 100;

  private final RuleOperations operations;

  EventViews(RuleOperations operations) {
    this.operations = operations;
  }

  List<EventView> history(long before, int most) {
    List<RuleEvent> events = operations.history(before, most);
    LiveState now = operations.state();
    long files = files(before == 0 ? events : operations.history(0, MOST_LOOKED_AT));
    return events.stream().map(event -> view(event, now, files)).toList();
  }

  Optional<EventView> event(long revision) {
    return operations.event(revision).map(this::view);
  }

  EventView view(RuleEvent event) {
    return view(event, operations.state(), files(operations.history(0, MOST_LOOKED_AT)));
  }

  /** An event that just became live. */
  EventView fresh(RuleEvent event) {
    return view(event, operations.state(), event.revision());
  }

  private static long files(List<RuleEvent> newestFirst) {
    return newestFirst.stream()
        .filter(
            event ->
                event.change() instanceof Change.FilesAccepted
                    || event.change() instanceof Change.RolledBack)
        .findFirst()
        .map(RuleEvent::revision)
        .orElse(0L);
  }

  /**
   * An event.
   *
   * @param files the revision of the event that the live files came with
   */
  private static EventView view(RuleEvent event, LiveState now, long files) {
    Author author = event.author();
    Change change = event.change();
    return new EventView(
        event.revision(),
        event.at(),
        event.replica(),
        author.by(),
        author.from(),
        author.because(),
        commit(change),
        kind(change),
        summary(change),
        seam(change),
        details(change),
        isLive(event, now, files));
  }

  private static boolean isLive(RuleEvent event, LiveState now, long files) {
    return switch (event.change()) {
      case Change.FilesAccepted _, Change.RolledBack _ -> event.revision() == files;
      case Change.OverrideSet(WeightOverride override) ->
          override.equals(now.overrides().get(override.seam()));
      case Change.Panicked _ -> now.panic() != null && now.panic().revision() == event.revision();
      case Change.FilesRejected _, Change.OverrideEnded _, Change.Calmed _ -> false;
    };
  }

  private static String kind(Change change) {
    return switch (change) {
      case Change.FilesAccepted _ -> "files-accepted";
      case Change.FilesRejected _ -> "files-rejected";
      case Change.OverrideSet _ -> "override-set";
      case Change.OverrideEnded(_, boolean expired) ->
          expired ? "override-expired" : "override-lifted";
      case Change.RolledBack _ -> "rolled-back";
      case Change.Panicked _ -> "panicked";
      case Change.Calmed _ -> "calmed";
    };
  }

  private static String summary(Change change) {
    return switch (change) {
      case Change.FilesAccepted files -> "rule files accepted" + changes(files.diff().size());
      case Change.FilesRejected files ->
          "rule files refused: " + counted(files.problems().size(), "problem");
      case Change.OverrideSet(WeightOverride override) -> override(override);
      case Change.OverrideEnded(String seam, boolean expired) ->
          "seam "
              + seam
              + " as its file says: "
              + (expired ? "the override's time is over" : "the override was lifted");
      case Change.RolledBack back -> "rolled back to revision " + back.to();
      case Change.Panicked _ -> "panic: every seam on its old side, nothing shadowed";
      case Change.Calmed _ -> "calm: the panic is over";
    };
  }

  private static String changes(int count) {
    return count == 0 ? "" : ": " + counted(count, "change");
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static String override(WeightOverride override) {
    return "seam "
        + override.seam()
        + " at "
        + override.weight()
        + (override.until() == null
            ? ""
            : " until " + override.until().truncatedTo(ChronoUnit.SECONDS));
  }

  private static @Nullable String commit(Change change) {
    return switch (change) {
      case Change.FilesAccepted files -> files.commit();
      case Change.FilesRejected files -> files.commit();
      case Change.OverrideSet _,
          Change.OverrideEnded _,
          Change.RolledBack _,
          Change.Panicked _,
          Change.Calmed _ ->
          null;
    };
  }

  private static @Nullable String seam(Change change) {
    return switch (change) {
      case Change.OverrideSet(WeightOverride override) -> override.seam();
      case Change.OverrideEnded(String seam, _) -> seam;
      case Change.FilesAccepted _,
          Change.FilesRejected _,
          Change.RolledBack _,
          Change.Panicked _,
          Change.Calmed _ ->
          null;
    };
  }

  private static List<String> details(Change change) {
    return switch (change) {
      case Change.FilesAccepted files -> files.diff();
      case Change.FilesRejected files -> files.problems();
      case Change.OverrideSet _,
          Change.OverrideEnded _,
          Change.RolledBack _,
          Change.Panicked _,
          Change.Calmed _ ->
          List.of();
    };
  }
}
