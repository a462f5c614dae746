package dev.figleaf.proxy.admin.page;

import java.util.ArrayList;
import java.util.List;

/**
 * How two texts differ, line by line: the longest common lines stand still. Its time is bounded:
 * where too many lines differ, all of them are gone and come.
 */
public final class TextDiff {
  private static final long MOST_CELLS = 4_000_000;
  private static final int MOST_LINES = 2_000;
  private static final int AROUND = 3;

  /**
   * One line.
   *
   * @param kind {@code same}, {@code gone}, {@code come}, or {@code skip} for equal lines left out
   */
  public record Line(String kind, String text) {}

  private final List<String> from;
  private final List<String> to;
  private final List<Line> lines = new ArrayList<>();

  private TextDiff(String from, String to) {
    this.from = from.lines().toList();
    this.to = to.lines().toList();
  }

  static List<Line> of(String from, String to) {
    var diff = new TextDiff(from, to);
    diff.walk();
    return shortened(diff.lines);
  }

  private void walk() {
    int start = 0;
    int most = Math.min(from.size(), to.size());
    while (start < most && from.get(start).equals(to.get(start))) {
      add("same", from.get(start++));
    }
    int end = 0;
    while (end < most - start
        && from.get(from.size() - 1 - end).equals(to.get(to.size() - 1 - end))) {
      end++;
    }
    between(from.subList(start, from.size() - end), to.subList(start, to.size() - end));
    from.subList(from.size() - end, from.size()).forEach(line -> add("same", line));
  }

  private void between(List<String> left, List<String> right) {
    if ((long) left.size() * right.size() > MOST_CELLS) {
      left.forEach(line -> add("gone", line));
      right.forEach(line -> add("come", line));
      return;
    }
    int[][] common = common(left, right);
    int i = 0;
    int j = 0;
    while (i < left.size() || j < right.size()) {
      if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
        add("same", left.get(i++));
        j++;
      } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
        add("gone", left.get(i++));
      } else {
        add("come", right.get(j++));
      }
    }
  }

  private static int[][] common(List<String> left, List<String> right) {
    int[][] common = new int[left.size() + 1][right.size() + 1];
    for (int i = left.size() - 1; i >= 0; i--) {
      for (int j = right.size() - 1; j >= 0; j--) {
        common[i][j] =
            left.get(i).equals(right.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private void add(String kind, String text) {
    lines.add(new Line(kind, text));
  }

  private static List<Line> shortened(List<Line> all) {
    var shorter = new ArrayList<Line>();
    int at = 0;
    while (at < all.size() && shorter.size() < MOST_LINES) {
      int end = at;
      while (end < all.size() && all.get(end).kind().equals("same")) {
        end++;
      }
      same(all.subList(at, end), at == 0, end == all.size(), shorter);
      while (end < all.size() && !all.get(end).kind().equals("same")) {
        shorter.add(all.get(end++));
      }
      at = end;
    }
    return List.copyOf(shorter);
  }

  private static void same(List<Line> run, boolean first, boolean last, List<Line> to) {
    int before = first ? 0 : AROUND;
    int after = last ? 0 : AROUND;
    int hidden = run.size() - before - after;
    if (hidden < 2) {
      to.addAll(run);
      return;
    }
    to.addAll(run.subList(0, before));
    to.add(new Line("skip", Show.many(hidden, "equal line")));
    to.addAll(run.subList(run.size() - after, run.size()));
  }
}
