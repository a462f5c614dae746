package dev.figleaf.proxy.admin.page;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * How one rule file differs from another of its name.
 *
 * @param lines with some that are equal around those that are not
 */
public record FileDiff(String file, List<TextDiff.Line> lines) {
  public FileDiff {
    lines = List.copyOf(lines);
  }

  /** All files that differ, by name. */
  static List<FileDiff> of(Map<String, String> from, Map<String, String> to) {
    var names = new TreeSet<>(from.keySet());
    names.addAll(to.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(from.get(name), to.get(name)))
        .map(name -> new FileDiff(name, TextDiff.of(text(from, name), text(to, name))))
        .toList();
  }

  private static String text(Map<String, String> files, String name) {
    return files.getOrDefault(name, "");
  }
}
