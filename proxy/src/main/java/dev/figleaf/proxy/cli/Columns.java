package dev.figleaf.proxy.cli;

import java.util.ArrayList;
import java.util.List;

/** A table of plain text. */
final class Columns {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();

  /**
   * A table without rows.
   *
   * @param heads of its columns; figures stand on the right where it begins with {@code >}
   */
  Columns(String... heads) {
    var names = new ArrayList<String>();
    for (String head : heads) {
      right.add(head.startsWith(">"));
      names.add(head.startsWith(">") ? head.substring(1) : head);
    }
    rows.add(names);
  }

  /** Adds a row. */
  Columns row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Its lines, the heads first. */
  List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    var line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String space = " ".repeat(width(i) - width(row.get(i)));
      line.append(right.get(i) ? space + row.get(i) : row.get(i) + space).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
