package dev.figleaf.rules;

import dev.figleaf.rules.Problem.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Collects what is wrong, each mistake once, without the values that must stay secret.
 *
 * <p>The same message at the same place is one problem, however many aliases lead there. Used on
 * one thread.
 */
public final class Problems {
  // Shorter values would turn up by chance inside of other words.
  private static final int SHORTEST_HIDDEN = 4;

  private record Key(Location location, String message) {}

  private final List<Problem> found = new ArrayList<>();
  private final Set<Key> known = new HashSet<>();
  private final Map<String, String> hidden = new LinkedHashMap<>();

  /** Adds a problem that keeps the rules from becoming live. */
  public void error(Location at, String path, String message) {
    add(new Problem(Severity.ERROR, at, path, message));
  }

  /** Adds a problem that the rules may live with. */
  public void warning(Location at, String path, String message) {
    add(new Problem(Severity.WARNING, at, path, message));
  }

  /** Adds a problem, with its words made fit for one line. */
  public void add(Problem problem) {
    String message = Quoted.oneLine(withoutSecrets(problem.message()));
    if (known.add(new Key(problem.location(), message))) {
      String path = Quoted.oneLine(withoutSecrets(problem.path()));
      found.add(new Problem(problem.severity(), problem.location(), path, message));
    }
  }

  /**
   * Keeps a value out of every message that comes after.
   *
   * @param name what stands in its place, such as {@code ${TOKEN}}
   */
  public void hide(String secret, String name) {
    if (secret.length() >= SHORTEST_HIDDEN) {
      hidden.put(secret, name);
      // Hosts are compared, and so shown, in lower case.
      hidden.put(secret.toLowerCase(Locale.ROOT), name);
    }
  }

  private String withoutSecrets(String text) {
    String shown = text;
    for (Map.Entry<String, String> secret : hidden.entrySet()) {
      shown = shown.replace(secret.getKey(), secret.getValue());
    }
    return shown;
  }

  public boolean hasErrors() {
    return found.stream().anyMatch(Problem::isError);
  }

  /** Everything found, by place. */
  public List<Problem> sorted() {
    return found.stream().sorted().toList();
  }
}
