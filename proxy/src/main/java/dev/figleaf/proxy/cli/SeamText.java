package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.OverrideView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.admin.view.SeamView.SideView;
import dev.figleaf.proxy.admin.view.SeamView.VerdictView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Seams as operators read them. */
final class SeamText {
  private final Output output;
  private final Instant now;

  SeamText(Output output, Instant now) {
    this.output = output;
    this.now = now;
  }

  /** All of them, a line each, and below what is not as their files say. */
  List<String> all(List<SeamView> seams) {
    if (seams.isEmpty()) {
      return List.of("the live rules have no seams");
    }
    var table =
        new Columns(
            "seam",
            ">weight",
            ">seen",
            ">req/s",
            ">errors from/to",
            ">p95 ms from/to",
            ">rescued",
            "verdict");
    seams.forEach(seam -> row(table, seam));
    var lines = new ArrayList<>(table.lines());
    seams.forEach(seam -> notes(seam).forEach(note -> lines.add(seam.name() + ": " + note)));
    return lines;
  }

  private static void row(Columns table, SeamView seam) {
    SideView from = seam.fromSide();
    SideView to = seam.toSide();
    table.row(
        seam.name(),
        seam.weight(),
        Words.percent(seam.observed()),
        Words.rate(seam.perSecond()),
        Words.percent(from.errors()) + " / " + Words.percent(to.errors()),
        Words.millis(from.p95()) + " / " + Words.millis(to.p95()),
        Long.toString(seam.rescued()),
        verdict(seam.verdict()));
  }

  private static String verdict(@Nullable VerdictView verdict) {
    return verdict == null
        ? Words.NOTHING
        : verdict.verdict().toUpperCase(Locale.ROOT).replace('_', ' ');
  }

  private List<String> notes(SeamView seam) {
    var notes = new ArrayList<String>();
    if (seam.panicked()) {
      notes.add(output.bad("PANIC: all on " + seam.from() + "; to end it: figleaf calm"));
    }
    OverrideView override = seam.override();
    if (override != null) {
      notes.add(output.doubtful("override: " + OverrideText.of(override, now)));
    }
    return notes;
  }

  /** One of them, whole. */
  List<String> one(SeamView seam) {
    var lines = new ArrayList<String>();
    lines.add(
        output.strong(seam.name())
            + ": "
            + seam.weight()
            + " of clients to "
            + seam.to()
            + ", the others to "
            + seam.from());
    notes(seam).forEach(note -> lines.add("  " + note));
    lines.add("  written  " + seam.written() + " at " + Words.plain(seam.at()));
    lines.add("  seen     " + seen(seam));
    lines.add("  rescued  " + Counted.of(seam.rescued(), "request"));
    lines.add("  routes   " + Words.plain(String.join(", ", seam.routes())));
    lines.add("  verdict  " + sentence(seam.verdict()));
    sides(seam).lines().forEach(line -> lines.add("  " + line));
    return lines;
  }

  private static String seen(SeamView seam) {
    return seam.observed() == null
        ? "no request in the last minute"
        : Words.percent(seam.observed())
            + " of "
            + Words.rate(seam.perSecond())
            + " requests/s went to "
            + seam.to()
            + " in the last minute";
  }

  private static String sentence(@Nullable VerdictView verdict) {
    return verdict == null
        ? "nothing is compared"
        : verdict(verdict) + ": " + Words.plain(verdict.sentence());
  }

  private static Columns sides(SeamView seam) {
    var table =
        new Columns("side", "upstream", ">req/s", ">errors", ">p50 ms", ">p95 ms", ">p99 ms");
    side(table, "from", seam.fromSide());
    side(table, "to", seam.toSide());
    return table;
  }

  private static void side(Columns table, String name, SideView side) {
    table.row(
        name,
        side.upstream(),
        Words.rate(side.perSecond()),
        Words.percent(side.errors()),
        Words.millis(side.p50()),
        Words.millis(side.p95()),
        Words.millis(side.p99()));
  }
}
