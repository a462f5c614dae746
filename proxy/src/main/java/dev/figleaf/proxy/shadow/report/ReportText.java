package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.Finding;
import dev.figleaf.proxy.shadow.Rate;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Report.Endpoint;
import dev.figleaf.proxy.shadow.Report.Found;
import dev.figleaf.proxy.shadow.Report.Times;
import dev.figleaf.proxy.shadow.Sentences;
import dev.figleaf.proxy.shadow.Verdict;
import dev.figleaf.proxy.shadow.Verdict.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report for a terminal. */
final class ReportText {
  private static final int MOST_FINDINGS = 10;
  private static final int MOST_ENDPOINTS = 15;
  private static final int MOST_SHAPES = 5;

  private final Ink ink;
  private final List<String> lines = new ArrayList<>();

  ReportText(Ink ink) {
    this.ink = ink;
  }

  String one(Report report) {
    head(report);
    criteria(report);
    findings(report);
    endpoints(report);
    rest(report);
    return String.join("\n", lines) + "\n";
  }

  String all(List<Report> reports) {
    if (reports.isEmpty()) {
      return "nothing has been compared yet\n";
    }
    var table = new Columns().row("subject", "verdict", "pairs", "differ", "what matters most");
    for (Report report : reports) {
      table.row(
          Words.line(report.subject()),
          Words.standing(report.verdict().standing()),
          Words.count(report.total().compared()),
          Sentences.share(mismatches(report).share()),
          report.findings().isEmpty()
              ? Words.line(Words.answer(report))
              : Words.line(report.findings().getFirst().sentence()));
    }
    List<String> rows = table.lines();
    line(ink.faint(rows.getFirst()));
    for (int i = 0; i < reports.size(); i++) {
      Standing standing = reports.get(i).verdict().standing();
      String word = Words.standing(standing);
      line(rows.get(i + 1).replaceFirst("  " + word + "  ", "  " + ink.of(standing, word) + "  "));
    }
    return String.join("\n", lines) + "\n";
  }

  private static Rate mismatches(Report report) {
    return report.verdict().criteria().getFirst().seen();
  }

  private void line(String text) {
    lines.add(text);
  }

  private void head(Report report) {
    Standing standing = report.verdict().standing();
    line(
        ink.strong(Words.line(report.subject()))
            + ": "
            + ink.of(standing, ink.strong(Words.standing(standing))));
    line("  " + Words.line(Words.answer(report)));
    line(
        ink.faint(
            "  "
                + Words.line(
                    report.candidacy().control()
                        + " → "
                        + report.candidacy().candidate()
                        + ", compared for "
                        + Words.span(Duration.between(report.candidacy().began(), report.at()))
                        + " since "
                        + Words.minute(report.candidacy().began())
                        + " ("
                        + report.candidacy().reason()
                        + ")")));
    if (!report.isWhole()) {
      line(
          ink.faint(
              "  the verdict stands on all of that; what is below it is " + Words.window(report)));
    }
  }

  private void criteria(Report report) {
    line("");
    var table = new Columns().row("budget", "seen", "surely between", "allowed", "");
    for (Verdict.Criterion one : report.verdict().criteria()) {
      table.row(
          one.name(),
          Words.seen(one.seen()),
          Words.between(one),
          Words.budget(one),
          Words.holds(one.standing()));
    }
    List<String> rows = table.lines();
    line(ink.faint(rows.getFirst()));
    for (int i = 1; i < rows.size(); i++) {
      line(ink.of(report.verdict().criteria().get(i - 1).standing(), rows.get(i)));
    }
    if (!report.verdict().missing().isEmpty()) {
      line(ink.doubtful("missing: " + String.join("; ", report.verdict().missing())));
    }
  }

  private void findings(Report report) {
    line("");
    if (report.findings().isEmpty()) {
      line(ink.good("nothing was found against it"));
      return;
    }
    line(ink.strong("found against it"));
    List<Found> some = report.findings().stream().limit(MOST_FINDINGS).toList();
    for (int i = 0; i < some.size(); i++) {
      Found one = some.get(i);
      line(String.format(Locale.ROOT, "%3d  %s", i + 1, Words.line(one.sentence())));
      line(ink.faint("     " + Words.line(detail(one))));
    }
    more(report.findings().size() - some.size(), "more; --format json has all");
  }

  private static String detail(Found one) {
    String seen = Words.seen(one.rate());
    return one.last() == null
        ? one.id() + "  " + seen
        : one.id() + "  " + one.path() + "  " + seen + ", last " + Words.minute(one.last());
  }

  private void more(int count, String what) {
    if (count > 0) {
      line(ink.faint("     " + Words.count(count) + " " + what));
    }
  }

  private void endpoints(Report report) {
    if (report.endpoints().isEmpty()) {
      return;
    }
    line("");
    var table =
        new Columns().row("endpoint", "verdict", "pairs", "real", "failed", "p50", "p95", "p99");
    List<Endpoint> some = report.endpoints().stream().limit(MOST_ENDPOINTS).toList();
    for (Endpoint one : some) {
      table.row(
          Words.line(one.name()),
          Words.standing(one.verdict().standing()),
          Words.count(one.total().compared()),
          Words.count(one.total().count(Finding.REAL)),
          Words.count(one.total().failed()),
          Words.both(one.total(), Times::p50),
          Words.both(one.total(), Times::p95),
          Words.both(one.total(), Times::p99));
    }
    List<String> rows = table.lines();
    line(ink.faint(rows.getFirst()));
    rows.stream().skip(1).forEach(this::line);
    more(report.endpoints().size() - some.size(), "more endpoints");
  }

  private void rest(Report report) {
    line("");
    String never =
        report.neverCompared().stream()
            .limit(MOST_SHAPES)
            .map(shape -> Words.line(shape.toString()))
            .collect(Collectors.joining(", "));
    line(
        "covered: "
            + Sentences.share(report.covered())
            + " of "
            + Words.count(report.shapes())
            + " shapes seen live"
            + (never.isEmpty() ? "" : "; never compared: " + never));
    line("said nothing: " + Words.silent(report.total()));
    if (!report.leftOut().isEmpty()) {
      line(
          "left out: "
              + report.leftOut().stream()
                  .map(one -> Words.count(one.count()) + " " + Words.line(one.reason()))
                  .collect(Collectors.joining(", ")));
    }
    report.acceptances().forEach(one -> line(accepted(one)));
  }

  private String accepted(Report.Accepted one) {
    String text =
        one.row().difference()
            + " "
            + one.what()
            + ", by "
            + one.row().by()
            + (one.expired() ? ", which ended " : " until ")
            + Words.minute(one.row().until())
            + ": "
            + one.row().because();
    return one.expired()
        ? ink.doubtful("accepted no more: ") + Words.line(text)
        : "accepted: " + Words.line(text);
  }
}
