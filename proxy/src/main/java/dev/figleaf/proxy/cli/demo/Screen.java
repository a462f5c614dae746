package dev.figleaf.proxy.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Shows the figures: drawn in place on a terminal, else a line from time to time.
 *
 * <p>Safe for any thread; messages go above what is drawn in place.
 */
public final class Screen {
  // All of it fits into 80 columns: a wrapped line could not be drawn over.
  private static final int BAR = 16;

  private final PrintWriter out;
  private final boolean terminal;
  private int drawn;

  public Screen(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** The time between two drawings. */
  public Duration pace() {
    return terminal ? Duration.ofMillis(250) : Duration.ofSeconds(2);
  }

  /** Says something that stays. */
  public synchronized void say(List<String> lines) {
    clear();
    lines.forEach(out::println);
    out.flush();
  }

  /** Shows how it stands. */
  public void show(Duration since, Tally.Figures figures) {
    draw(terminal ? table(since, figures) : List.of(line(since, figures)));
  }

  /** Shows lines, in place of those that it has shown before where that can be. */
  public synchronized void draw(List<String> lines) {
    clear();
    lines.forEach(out::println);
    drawn = terminal ? lines.size() : 0;
    out.flush();
  }

  private void clear() {
    if (drawn > 0) {
      out.print("\033[" + drawn + "A\033[J");
      drawn = 0;
    }
  }

  private static List<String> table(Duration since, Tally.Figures figures) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(
        format(
            "  %-10s %-" + BAR + "s %6s %6s %8s %7s %7s %7s",
            "upstream",
            "share of catalog",
            "now",
            "all",
            "requests",
            "failed",
            "p50 ms",
            "p99 ms"));
    for (Tally.Row row : figures.rows()) {
      lines.add(
          format(
              "  %-10.10s %s %5.1f%% %5.1f%% %,8d %,7d %7.1f %7.1f",
              row.upstream(),
              bar(row.now()),
              100 * row.now(),
              100 * row.share(),
              row.requests(),
              row.failures(),
              row.p50(),
              row.p99()));
    }
    lines.add("");
    lines.add("  " + sum(since, figures));
    return lines;
  }

  private static String bar(double share) {
    int full = (int) Math.round(share * BAR);
    return "█".repeat(full) + "░".repeat(BAR - full);
  }

  private static String line(Duration since, Tally.Figures figures) {
    var line = new StringBuilder(format("%4ds ", since.toSeconds()));
    for (Tally.Row row : figures.rows()) {
      line.append(format(" %s %5.1f%%", row.upstream(), 100 * row.now()));
    }
    return line.append(format("   %s", sum(since, figures))).toString();
  }

  private static String sum(Duration since, Tally.Figures figures) {
    return format(
        "%,d requests in %d s, %,d failed, p50 %.1f ms, p99 %.1f ms",
        figures.requests(), since.toSeconds(), figures.failures(), figures.p50(), figures.p99());
  }

  /** What is to be known when all is over. */
  public static List<String> summary(Duration since, Tally.Figures figures) {
    var lines = new ArrayList<String>();
    lines.add(sum(since, figures));
    figures.rows().stream()
        .filter(row -> row.seamRequests() > 0)
        .forEach(
            row ->
                lines.add(
                    format(
                        "%s served %.1f%% of the catalog's %,d requests",
                        row.upstream(), 100 * row.share(), figures.seamRequests())));
    return lines;
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
