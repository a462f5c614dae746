package dev.figleaf.proxy.shadow.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in columns as wide as what stands in them; the first row says what they are. */
final class Columns {
  private final List<List<String>> rows = new ArrayList<>();

  Columns row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Its lines, two spaces between the columns; what is a figure stands to the right. */
  List<String> lines() {
    int columns = rows.getFirst().size();
    List<Integer> widths = IntStream.range(0, columns).mapToObj(this::width).toList();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, columns)
                    .mapToObj(i -> padded(row.get(i), widths.get(i), isFigures(i)))
                    .collect(Collectors.joining("  "))
                    .stripTrailing())
        .toList();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private boolean isFigures(int column) {
    return rows.stream().skip(1).allMatch(row -> row.get(column).matches("[0-9,.%–<> -]*(ms|s)?"));
  }

  private static String padded(String text, int width, boolean right) {
    String space = " ".repeat(width - length(text));
    return right ? space + text : text + space;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
