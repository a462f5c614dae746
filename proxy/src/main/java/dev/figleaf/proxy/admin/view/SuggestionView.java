package dev.figleaf.proxy.admin.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which seam to cut next: advice, and no more.
 *
 * @param advice what these figures cannot know, in one sentence
 * @param upstream the monolith
 * @param days of which the counts are
 * @param calls of the monolith in all, those of seams left out
 */
public record SuggestionView(
    String advice,
    String upstream,
    @Nullable Instant watching,
    long days,
    long calls,
    List<PrefixView> suggestions) {
  public SuggestionView {
    suggestions = List.copyOf(suggestions);
  }

  /**
   * What the templates under a prefix look like.
   *
   * @param score from 0 to 100; only good to compare
   * @param share of the monolith's calls, from 0 to 1, as the next two
   * @param writes the share of its calls that may change something
   * @param sessions the share of its calls that carry a session
   * @param clients about how many different addresses called, at least
   * @param sharedIds other prefixes in whose paths its ids appear
   * @param reasons for and against, a sentence each
   * @param templates the most called ones, as {@code GET /orders/{id}}
   */
  public record PrefixView(
      String prefix,
      int score,
      long calls,
      double share,
      double writes,
      double sessions,
      long clients,
      List<String> sharedIds,
      List<String> reasons,
      List<String> templates) {
    public PrefixView {
      sharedIds = List.copyOf(sharedIds);
      reasons = List.copyOf(reasons);
      templates = List.copyOf(templates);
    }
  }
}
