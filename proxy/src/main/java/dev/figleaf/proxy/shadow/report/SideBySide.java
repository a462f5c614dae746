package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.ExampleJson.Example;
import dev.figleaf.proxy.shadow.ExampleJson.Place;
import dev.figleaf.proxy.shadow.ExampleJson.Side;
import dev.figleaf.proxy.shadow.HeaderField;
import dev.figleaf.proxy.shadow.report.PrettyLines.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Both answers of an example beside each other, as a table in HTML, escaped. */
public final class SideBySide {
  private static final int AROUND = 2;

  /** One row: what stands left, what stands right; null for nothing. */
  private record Row(@Nullable Line left, @Nullable Line right) {
    boolean isSame() {
      return left != null && left.equals(right);
    }
  }

  private final Example example;
  private final StringBuilder html = new StringBuilder();

  private SideBySide(Example example) {
    this.example = example;
  }

  public static String of(Example example) {
    return new SideBySide(example).html();
  }

  private String html() {
    html.append("<table class=\"diff\"><thead><tr><th scope=\"col\">control</th>")
        .append("<th scope=\"col\">candidate</th></tr></thead><tbody>\n");
    List<Row> rows = rows(lines(example.control()), lines(example.candidate()));
    int at = 0;
    while (at < rows.size()) {
      int end = at;
      while (end < rows.size() && rows.get(end).isSame()) {
        end++;
      }
      same(rows.subList(at, end), at == 0, end == rows.size());
      if (end < rows.size()) {
        changed(rows.get(end));
        end++;
      }
      at = end;
    }
    return html.append("</tbody></table>\n").toString();
  }

  private List<Line> lines(Side side) {
    var lines = new ArrayList<Line>();
    if (side.failed() != null) {
      lines.add(new Line("no answer: " + side.failed(), "status"));
      return lines;
    }
    lines.add(new Line("status " + side.status(), "status"));
    Set<String> named =
        example.differences().stream()
            .map(Place::path)
            .filter(path -> path.startsWith("header:"))
            .map(path -> path.substring("header:".length()).toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    for (HeaderField field : side.headers()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.equals("content-type") || named.contains(name)) {
        lines.add(new Line(name + ": " + field.value(), "header:" + name));
      }
    }
    lines.addAll(PrettyLines.of(side.body()));
    return lines;
  }

  /**
   * The longest common lines stand beside each other (Hunt and McIlroy 1976, without its index).
   */
  private static List<Row> rows(List<Line> left, List<Line> right) {
    int[][] common = new int[left.size() + 1][right.size() + 1];
    for (int i = left.size() - 1; i >= 0; i--) {
      for (int j = right.size() - 1; j >= 0; j--) {
        common[i][j] =
            left.get(i).equals(right.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    var rows = new ArrayList<Row>();
    var gone = new ArrayList<Line>();
    var come = new ArrayList<Line>();
    int i = 0;
    int j = 0;
    while (i < left.size() || j < right.size()) {
      boolean both = i < left.size() && j < right.size();
      if (both && left.get(i).equals(right.get(j))) {
        flush(gone, come, rows);
        rows.add(new Row(left.get(i++), right.get(j++)));
      } else if (j == right.size() || (both && common[i + 1][j] >= common[i][j + 1])) {
        gone.add(left.get(i++));
      } else {
        come.add(right.get(j++));
      }
    }
    flush(gone, come, rows);
    return rows;
  }

  private static void flush(List<Line> gone, List<Line> come, List<Row> rows) {
    for (int i = 0; i < Math.max(gone.size(), come.size()); i++) {
      rows.add(new Row(i < gone.size() ? gone.get(i) : null, i < come.size() ? come.get(i) : null));
    }
    gone.clear();
    come.clear();
  }

  private void same(List<Row> rows, boolean first, boolean last) {
    int before = first ? 0 : AROUND;
    int after = last ? 0 : AROUND;
    int hidden = rows.size() - before - after;
    if (hidden < 2) {
      rows.forEach(this::same);
      return;
    }
    rows.subList(0, before).forEach(this::same);
    html.append("<tr class=\"skip\"><td colspan=\"2\">")
        .append(hidden)
        .append(" equal lines</td></tr>\n");
    rows.subList(rows.size() - after, rows.size()).forEach(this::same);
  }

  private void same(Row row) {
    html.append("<tr class=\"same\">");
    cell(' ', Escaped.xml(text(row.left())));
    cell(' ', Escaped.xml(text(row.right())));
    html.append("</tr>\n");
  }

  private void changed(Row row) {
    String left = text(row.left());
    String right = text(row.right());
    boolean both = row.left() != null && row.right() != null;
    int start = both ? prefix(left, right) : 0;
    int end = both ? suffix(left, right, start) : 0;
    // Whole words: of 12.5 and 12.49 nobody wants to see that the 5 became a 49.
    while (start > 0 && isOfWord(left.charAt(start - 1))) {
      start--;
    }
    while (end > 0 && isOfWord(left.charAt(left.length() - end))) {
      end--;
    }
    html.append(isNamed(row) ? "<tr class=\"named\">" : "<tr class=\"other\">");
    side(row.left(), '−', left, start, end, "del");
    side(row.right(), '+', right, start, end, "ins");
    html.append("</tr>\n");
  }

  private void side(
      @Nullable Line line, char sign, String text, int start, int end, String element) {
    if (line == null) {
      html.append("<td class=\"none\"></td>");
      return;
    }
    String middle = Escaped.xml(text.substring(start, text.length() - end));
    cell(
        sign,
        Escaped.xml(text.substring(0, start))
            + (middle.isEmpty() ? "" : "<" + element + ">" + middle + "</" + element + ">")
            + Escaped.xml(text.substring(text.length() - end)));
  }

  private void cell(char sign, String content) {
    html.append("<td><span class=\"sign\">").append(sign).append("</span>");
    html.append(content).append("</td>");
  }

  private static String text(@Nullable Line line) {
    return line == null ? "" : line.text();
  }

  /** Whether the difference counts: noise and what is ignored differs, too. */
  private boolean isNamed(Row row) {
    return isNamed(row.left()) || isNamed(row.right());
  }

  private boolean isNamed(@Nullable Line line) {
    return line != null
        && example.differences().stream()
            .map(Place::path)
            .anyMatch(path -> isWithin(line.place(), path));
  }

  private static boolean isWithin(String place, String path) {
    if (place.equals("body") || path.equals("body")) {
      return path.startsWith("body") && place.startsWith("body");
    }
    return place.equalsIgnoreCase(path)
        || (place.startsWith(path) && ".[".indexOf(place.charAt(path.length())) >= 0);
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || Character.isSurrogate(c) || ".-_:".indexOf(c) >= 0;
  }

  private static int prefix(String left, String right) {
    int most = Math.min(left.length(), right.length());
    int at = 0;
    while (at < most && left.charAt(at) == right.charAt(at)) {
      at++;
    }
    return at > 0 && Character.isHighSurrogate(left.charAt(at - 1)) ? at - 1 : at;
  }

  private static int suffix(String left, String right, int start) {
    int most = Math.min(left.length(), right.length()) - start;
    int at = 0;
    while (at < most
        && left.charAt(left.length() - 1 - at) == right.charAt(right.length() - 1 - at)) {
      at++;
    }
    return at > 0 && Character.isLowSurrogate(left.charAt(left.length() - at)) ? at - 1 : at;
  }
}
