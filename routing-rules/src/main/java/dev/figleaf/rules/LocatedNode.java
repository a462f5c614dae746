package dev.figleaf.rules;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a YAML document that knows where it was written. Aliases and merge keys are resolved;
 * nothing is typed yet.
 */
public sealed interface LocatedNode {

  /** Where it was written: for what an alias stands for, the place of the anchor. */
  Location at();

  /**
   * A text.
   *
   * @param plain whether it stands without quotes
   * @param secret how to call the text in messages where it came from the environment or a file,
   *     such as {@code the value of ${TOKEN}}; null where it may be shown
   */
  record Scalar(Location at, String text, boolean plain, @Nullable String secret)
      implements LocatedNode {

    /** Whether nothing was written: {@code key:} and the end of the line. */
    public boolean isEmpty() {
      return plain && secret == null && text.isEmpty();
    }
  }

  /** A text that could not be had from the environment or a file; a problem was added. */
  record Unresolved(Location at) implements LocatedNode {}

  /** A list. */
  record Sequence(Location at, List<LocatedNode> items) implements LocatedNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Keys with values, each key once, in the order of the document. */
  record Mapping(Location at, List<Entry> entries) implements LocatedNode {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** The value of a key. */
    public Optional<LocatedNode> get(String key) {
      return entries.stream()
          .filter(entry -> entry.key.text.equals(key))
          .map(Entry::value)
          .findFirst();
    }
  }

  /** One key of a mapping with its value. */
  record Entry(Scalar key, LocatedNode value) {}
}
