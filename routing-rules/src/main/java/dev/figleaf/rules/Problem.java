package dev.figleaf.rules;

import java.util.Comparator;

/**
 * Something wrong with a rule file, for the operator to read.
 *
 * @param path in the document, such as {@code routes[2].match.path}; empty for the file itself
 * @param message what is wrong and what was expected, in one line
 */
public record Problem(Severity severity, Location location, String path, String message)
    implements Comparable<Problem> {

  /** Whether a rule set may still become live. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public int compareTo(Problem other) {
    return Comparator.comparing(Problem::location)
        .thenComparing(Problem::path)
        .thenComparing(Problem::message)
        .compare(this, other);
  }

  /** {@code shop.yaml:14:7 seams.catalog.weight: 120% is more than 100%}. */
  @Override
  public String toString() {
    return location
        + (isError() ? " " : " warning: ")
        + (path.isEmpty() ? "" : path + ": ")
        + message;
  }
}
