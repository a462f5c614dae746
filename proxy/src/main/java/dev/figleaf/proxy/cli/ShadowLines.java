package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.cli.demo.Planted;
import dev.figleaf.proxy.cli.demo.Samples;
import dev.figleaf.proxy.cli.demo.Score;
import dev.figleaf.proxy.cli.demo.Tally;
import dev.figleaf.proxy.shadow.Finding;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Report.Found;
import dev.figleaf.proxy.shadow.Verdict.Standing;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the demo of comparing says. */
final class ShadowLines {
  private static final int MOST = 10;

  private final Output output;

  ShadowLines(Output output) {
    this.output = output;
  }

  List<String> intro(Samples samples, URI url, String admin) {
    return List.of(
        output.strong("A shop, its extracted catalog, and Figleaf that compares both"),
        "",
        "  the shop, through Figleaf   " + url + "/",
        "  the monolith alone          " + samples.monolithUrl() + "/",
        "  the catalog service alone   " + samples.catalogUrl() + "/api/catalog/items",
        "  figures and rules           " + admin + "/",
        "",
        "  The monolith serves everybody. The catalog service gets a copy of each request, and",
        "  its answers are compared with the monolith's; no client ever waits for that.",
        "");
  }

  List<String> planted(Samples samples) {
    return List.of(
        output.strong("The catalog service has five faults"),
        "  curl -X PUT "
            + samples.faultsUrl()
            + " -d '"
            + Planted.json(EnumSet.allOf(Planted.class))
            + "'");
  }

  List<String> healed(Samples samples) {
    return List.of(
        output.strong("The faults are taken out, and comparing begins anew"),
        "  curl -X PUT " + samples.faultsUrl() + " -d '[]'",
        "  figleaf report restart " + ShadowShow.SEAM + " --because '" + ShadowShow.HEALED + "'");
  }

  List<String> progress(Duration since, Tally.Figures figures, Optional<Report> report) {
    return List.of(
        format(
            "%4ds  %,6d requests, %,d failed, p99 %.1f ms;  %s",
            since.toSeconds(),
            figures.requests(),
            figures.failures(),
            figures.p99(),
            report.map(ShadowLines::compared).orElse("nothing compared")));
  }

  private static String compared(Report report) {
    return format(
        "%,d compared, %,d differ, %,d late",
        report.total().compared(),
        report.total().count(Finding.REAL),
        report.total().count(Finding.LAG));
  }

  /** What a report says, and what was planted beside it. */
  List<String> scored(Report report, Score score) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("catalog: " + verdict(report.verdict().standing()));
    List<Found> findings = report.findings();
    for (int rank = 1; rank <= Math.min(MOST, findings.size()); rank++) {
      String sentence = findings.get(rank - 1).sentence();
      lines.add(
          format(
              "  %d  %-10s %s", rank, score.named(rank).map(Planted::word).orElse("?"), sentence));
    }
    score
        .ranks()
        .forEach(
            (planted, rank) -> {
              if (rank == 0) {
                lines.add(
                    output.bad("  -  " + planted.word() + " was planted and is not reported"));
              }
            });
    lines.add(sum(report, score));
    return lines;
  }

  private String verdict(Standing standing) {
    String word = standing.name().replace('_', ' ');
    return switch (standing) {
      case READY -> output.good(word);
      case NOT_READY -> output.bad(word);
      case INSUFFICIENT -> output.doubtful(word);
    };
  }

  private String sum(Report report, Score score) {
    int unplanted = score.unplanted().size();
    return format(
        "  %s; reported beside: %s (%s)",
        score.ranks().isEmpty()
            ? "nothing is planted"
            : score.found() + " of " + score.ranks().size() + " planted faults at the top",
        unplanted == 0 ? "nothing" : Integer.toString(unplanted),
        compared(report));
  }

  List<String> end(Duration since, Tally.Figures figures, Score sick, Score sound) {
    return List.of(
        format(
            "%,d requests in %d s, %,d failed; precision %.2f, recall %.2f",
            figures.requests(),
            since.toSeconds(),
            figures.failures(),
            sick.precision(sound),
            sick.recall()));
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
