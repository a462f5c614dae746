package dev.figleaf.rules;

import dev.figleaf.rules.LocatedNode.Entry;
import dev.figleaf.rules.LocatedNode.Mapping;
import dev.figleaf.rules.LocatedNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the entries of one mapping: each key once, and what a merge key ({@code <<: *base})
 * brings where the mapping does not say otherwise. Of several merged mappings the first wins.
 */
final class MergedEntries {
  private final String path;
  private final Problems problems;
  private final Map<String, Entry> written = new LinkedHashMap<>();
  private @Nullable Entry merge;

  MergedEntries(String path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  void add(Entry entry) {
    boolean merges = entry.key().plain() && entry.key().text().equals("<<");
    @Nullable Entry before = merges ? merge : written.get(entry.key().text());
    if (before != null) {
      problems.error(
          entry.key().at(),
          path,
          "the key "
              + Quoted.of(entry.key().text())
              + " stands here a second time; the first is in line "
              + before.key().at().line());
    } else if (merges) {
      merge = entry;
    } else {
      written.put(entry.key().text(), entry);
    }
  }

  List<Entry> entries() {
    var all = new LinkedHashMap<>(written);
    if (merge != null) {
      for (Entry entry : merged(merge)) {
        all.putIfAbsent(entry.key().text(), entry);
      }
    }
    return List.copyOf(all.values());
  }

  private List<Entry> merged(Entry merge) {
    return switch (merge.value()) {
      case Mapping mapping -> mapping.entries();
      case Sequence sequence when sequence.items().stream().allMatch(Mapping.class::isInstance) -> {
        var entries = new ArrayList<Entry>();
        sequence.items().forEach(item -> entries.addAll(((Mapping) item).entries()));
        yield entries;
      }
      case LocatedNode other -> {
        problems.error(
            other.at(), Paths.child(path, "<<"), "a merge key takes a mapping, or a list of them");
        yield List.of();
      }
    };
  }
}
