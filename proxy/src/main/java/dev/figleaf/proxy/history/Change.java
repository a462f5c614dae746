package dev.figleaf.proxy.history;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one event changes of what is live. */
public sealed interface Change {

  /** What it is called wherever it is written down. */
  default String kind() {
    return switch (this) {
      case FilesAccepted _ -> "files-accepted";
      case FilesRejected _ -> "files-rejected";
      case OverrideSet _ -> "override-set";
      case OverrideEnded(_, boolean expired) -> expired ? "override-expired" : "override-lifted";
      case RolledBack _ -> "rolled-back";
      case Panicked _ -> "panicked";
      case Calmed _ -> "calmed";
    };
  }

  /** Of the texts that become live with it; null where it leaves them as they are. */
  default @Nullable String liveHash() {
    return switch (this) {
      case FilesAccepted files -> files.hash();
      case RolledBack back -> back.hash();
      case FilesRejected _, OverrideSet _, OverrideEnded _, Panicked _, Calmed _ -> null;
    };
  }

  /**
   * The rule files became live. They supersede a rollback.
   *
   * @param hash of the texts, see {@link dev.figleaf.rules.RuleTexts}; they are kept under it
   * @param commit of the folder, where it is a checkout
   * @param diff what changed in the rules, a line each
   */
  record FilesAccepted(String hash, @Nullable String commit, List<String> diff) implements Change {
    public FilesAccepted {
      diff = List.copyOf(diff);
    }
  }

  /**
   * The rule files have errors; what was live stays so.
   *
   * @param problems as they are printed
   */
  record FilesRejected(String hash, @Nullable String commit, List<String> problems)
      implements Change {
    public FilesRejected {
      problems = List.copyOf(problems);
    }
  }

  /** A seam's weight is other than its file says. One that was there before is replaced. */
  record OverrideSet(WeightOverride override) implements Change {}

  /**
   * The weight of a seam is again what its file says.
   *
   * @param expired whether its time was over, or somebody lifted it; one whose time is not over
   *     when that is told stays, for it is another one than was meant
   */
  record OverrideEnded(String seam, boolean expired) implements Change {}

  /**
   * What was live at an earlier revision is so again: its files, and its overrides that have not
   * expired. Until the files change.
   *
   * @param to the revision
   * @param hash of its files
   * @param overrides those of then, by seam
   */
  record RolledBack(long to, String hash, Map<String, WeightOverride> overrides) implements Change {
    public RolledBack {
      overrides = Map.copyOf(new TreeMap<>(overrides));
    }
  }

  /** Every seam is back on {@code from} and nothing is shadowed, whatever else holds. */
  record Panicked() implements Change {}

  /** That is over. */
  record Calmed() implements Change {}
}
