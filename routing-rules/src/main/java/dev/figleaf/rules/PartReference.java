package dev.figleaf.rules;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a value that a part of a composition needs: {@code user.id}, {@code query.page}.
 *
 * @param root a part, a capture of the route, {@code query}, {@code header} or {@code each}
 * @param path the members below it; a number is a place in an array
 */
@Form(is = "the name of a value", like = "user.id")
public record PartReference(String root, List<String> path) {
  static final String FORM = "[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z0-9_-]+)*";
  private static final Pattern PATTERN = Pattern.compile(FORM);
  private static final int LONGEST = 20;

  public PartReference {
    path = List.copyOf(path);
  }

  /**
   * Reads a name with its members.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static PartReference parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    List<String> names = List.of(text.split("\\.", LONGEST + 2));
    if (!matcher.matches() || names.size() > LONGEST) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " names no value; write user.id, query.page or header.X-Kind");
    }
    return new PartReference(names.getFirst(), names.subList(1, names.size()));
  }

  @Override
  public String toString() {
    return path.isEmpty() ? root : root + "." + String.join(".", path);
  }
}
