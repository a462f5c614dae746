package dev.figleaf.proxy.history;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one event changes of what is live. */
public sealed interface Change {

  /**
   * The rule files became live. They supersede a rollback.
   *
   * @param hash of all that was read; the texts are kept under it
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
   * @param expired whether its time was over, or somebody lifted it
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
