package dev.figleaf.rules;

import java.util.Map;
import java.util.Optional;

/**
 * Where every value of a rule set was written, by its path in the document: {@code
 * routes[2].match.path}.
 */
public final class Origins {
  public static final Origins NONE = new Origins(Map.of());

  private final Map<String, Location> byPath;

  public Origins(Map<String, Location> byPath) {
    this.byPath = Map.copyOf(byPath);
  }

  /** The place of a value, or of the nearest value around it that was written. */
  public Optional<Location> of(String path) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      Location location = byPath.get(at);
      if (location != null) {
        return Optional.of(location);
      }
    }
    return Optional.empty();
  }

  private static String parent(String path) {
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return end < 0 ? "" : path.substring(0, end);
  }

  // Origins never decide whether two rule sets are the same.
  @Override
  public boolean equals(Object other) {
    return other instanceof Origins;
  }

  @Override
  public int hashCode() {
    return 1;
  }
}
