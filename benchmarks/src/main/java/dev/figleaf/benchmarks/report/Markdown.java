package dev.figleaf.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Results as tables that read well as text, too. */
public final class Markdown {
  private static final String NOTHING = "–";

  private Markdown() {}

  /** A heading, a table, and notes. */
  public static String of(Result result) {
    var rows = new ArrayList<List<String>>();
    rows.add(head(result));
    result.peers().forEach(peer -> rows.add(row(result, peer)));
    return "### %s\n\n%s\n%s"
        .formatted(
            result.scenario(),
            table(rows),
            result.notes().stream().map(note -> note + "\n").collect(Collectors.joining()));
  }

  private static List<String> head(Result result) {
    return Stream.of(
            Stream.of("peer"),
            result.figures().stream().map(Figure::title),
            Stream.of("× " + result.measure() + ", " + result.compared().title()))
        .flatMap(cells -> cells)
        .toList();
  }

  private static List<String> row(Result result, Measured peer) {
    return Stream.of(
            Stream.of(peer.peer()),
            result.figures().stream().map(figure -> cell(peer, figure)),
            Stream.of(result.ratio(peer, result.compared()).map(Markdown::ratio).orElse(NOTHING)))
        .flatMap(cells -> cells)
        .toList();
  }

  private static String cell(Measured peer, Figure figure) {
    return peer.spread(figure).map(spread -> figure.text(spread.median())).orElse(NOTHING);
  }

  private static String ratio(Spread spread) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f–%.2f)", spread.median(), spread.minimum(), spread.maximum());
  }

  /** Cells of a column are as wide as its widest; numbers stand at the right. */
  static String table(List<List<String>> rows) {
    List<String> head = rows.getFirst();
    var widths = new int[head.size()];
    rows.forEach(row -> widen(widths, row));
    var text = new StringBuilder(line(head, widths));
    text.append(rule(widths));
    rows.stream().skip(1).forEach(row -> text.append(line(row, widths)));
    return text.toString();
  }

  private static void widen(int[] widths, List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], row.get(i).length());
    }
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      String format = i == 0 ? " %-" + widths[i] + "s |" : " %" + widths[i] + "s |";
      line.append(String.format(Locale.ROOT, format, row.get(i)));
    }
    return line.append('\n').toString();
  }

  private static String rule(int[] widths) {
    var line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      line.append(' ').append("-".repeat(widths[i] - (i == 0 ? 0 : 1)));
      line.append(i == 0 ? " |" : ": |");
    }
    return line.append('\n').toString();
  }
}
