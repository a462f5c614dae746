package dev.figleaf.proxy.admin.page;

import dev.figleaf.rules.Percentage;
import java.util.List;
import java.util.Optional;

/** Says what a weight would move before anything is live. */
@FunctionalInterface
public interface Preview {
  /** Knows of no traffic. */
  Preview NOTHING = (_, _) -> Optional.empty();

  /** What it would move; empty where no traffic was recorded. May block. */
  Optional<Moves> of(String seam, Percentage weight);

  /**
   * What would go elsewhere.
   *
   * @param recorded requests of this seam that were looked at
   * @param moved of these
   * @param clients that would change side
   * @param toward the upstream that gets more, or null where nothing moves
   * @param examples such as {@code GET /api/catalog/items/7}
   */
  record Moves(
      long recorded,
      long moved,
      long clients,
      @org.jspecify.annotations.Nullable String toward,
      List<String> examples) {
    public Moves {
      examples = List.copyOf(examples);
    }

    /** The share of them that moves, from 0 to 1. */
    public double share() {
      return recorded == 0 ? 0 : (double) moved / recorded;
    }
  }
}
