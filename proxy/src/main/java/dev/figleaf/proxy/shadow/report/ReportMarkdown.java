package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.Coverage;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Report.Found;
import dev.figleaf.proxy.shadow.Report.Times;
import dev.figleaf.proxy.shadow.Sentences;
import dev.figleaf.proxy.shadow.Verdict;
import dev.figleaf.proxy.shadow.Verdict.Standing;
import java.util.List;
import java.util.stream.Collectors;

/** A report for a pull request, in GitHub's Markdown. */
final class ReportMarkdown {
  private static final int MOST_FINDINGS = 5;
  private static final int MOST_SHAPES = 5;
  private static final String SPECIAL = "\\`*_{}[]()<>#+-!|~&@$:";

  private final StringBuilder text = new StringBuilder();

  private ReportMarkdown() {}

  static String one(Report report) {
    var page = new ReportMarkdown();
    page.head(report);
    page.criteria(report);
    page.latency(report);
    page.findings(report);
    page.rest(report);
    return page.text.toString();
  }

  static String all(List<Report> reports) {
    var page = new ReportMarkdown();
    page.line("| subject | verdict | pairs | what matters most |");
    page.line("| --- | --- | ---: | --- |");
    for (Report report : reports) {
      page.line(
          "| "
              + escaped(report.subject())
              + " | "
              + mark(report.verdict().standing())
              + " | "
              + Words.count(report.total().compared())
              + " | "
              + escaped(
                  report.findings().isEmpty()
                      ? Words.answer(report)
                      : report.findings().getFirst().sentence())
              + " |");
    }
    return page.text.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private static String mark(Standing standing) {
    return switch (standing) {
      case READY -> "✅ **READY**";
      case NOT_READY -> "❌ **NOT READY**";
      case INSUFFICIENT -> "⏳ **INSUFFICIENT**";
    };
  }

  private void head(Report report) {
    line("### " + escaped(report.subject()) + ": " + mark(report.verdict().standing()));
    line("");
    line(escaped(Words.answer(report)));
    line("");
    line(
        escaped(report.candidacy().control())
            + " → "
            + escaped(report.candidacy().candidate())
            + ", "
            + Words.count(report.total().compared())
            + " pairs compared, "
            + Words.window(report)
            + "; candidacy began "
            + Words.minute(report.candidacy().began())
            + " ("
            + escaped(report.candidacy().reason())
            + ").");
    line("");
  }

  private void criteria(Report report) {
    line("| budget | seen | surely between | allowed | |");
    line("| --- | ---: | ---: | ---: | --- |");
    for (Verdict.Criterion one : report.verdict().criteria()) {
      line(
          String.join(
              " | ",
              "| " + one.name(),
              Words.seen(one.seen()),
              Words.between(one),
              Words.budget(one),
              Words.holds(one.standing()) + " |"));
    }
    line("");
    if (!report.verdict().missing().isEmpty()) {
      line("**Missing:** " + escaped(String.join("; ", report.verdict().missing())));
      line("");
    }
  }

  private void latency(Report report) {
    line("| latency | p50 | p95 | p99 |");
    line("| --- | ---: | ---: | ---: |");
    line(times("control", report.total().control()));
    line(times("candidate", report.total().candidate()));
    line("");
  }

  private static String times(String side, Times times) {
    return "| "
        + side
        + " | "
        + Words.time(times, times.p50())
        + " | "
        + Words.time(times, times.p95())
        + " | "
        + Words.time(times, times.p99())
        + " |";
  }

  private void findings(Report report) {
    if (report.findings().isEmpty()) {
      line("Nothing was found against it.");
      line("");
      return;
    }
    line("**Found against it**");
    line("");
    int number = 0;
    for (Found one : report.findings().stream().limit(MOST_FINDINGS).toList()) {
      line(
          ++number
              + ". "
              + escaped(one.sentence())
              + " ("
              + Words.count(one.rate().hits())
              + " times, id "
              + escaped(one.id())
              + ")");
    }
    if (report.findings().size() > number) {
      line("");
      line("and " + Words.count(report.findings().size() - number) + " more.");
    }
    line("");
  }

  private void rest(Report report) {
    String never =
        report.neverCompared().stream()
            .limit(MOST_SHAPES)
            .map(Coverage.Shape::toString)
            .map(ReportMarkdown::escaped)
            .collect(Collectors.joining(", "));
    line(
        "Covered: "
            + Sentences.share(report.covered())
            + " of "
            + Words.count(report.shapes())
            + " shapes seen live"
            + (never.isEmpty() ? "" : "; never compared: " + never)
            + ". Said nothing: "
            + Words.silent(report.total())
            + ".");
    report.acceptances().forEach(this::accepted);
    line("");
    line("Made " + Words.minute(report.at()) + " by Figleaf.");
  }

  private void accepted(Report.Accepted one) {
    line("");
    line(
        (one.expired() ? "**Accepted no more:** " : "Accepted: ")
            + escaped(one.what())
            + ", by "
            + escaped(one.row().by())
            + (one.expired() ? ", which ended " : " until ")
            + Words.minute(one.row().until())
            + ": "
            + escaped(one.row().because()));
  }

  /** A text of a stranger: one line, in which nothing means anything to Markdown or HTML. */
  static String escaped(String text) {
    var escaped = new StringBuilder();
    Words.line(text)
        .codePoints()
        .forEach(
            c -> {
              if (c == '<' || c == '>' || c == '&') {
                escaped.append(c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;");
              } else if (c == '@') {
                // Nobody is to be called by a body.
                escaped.append("&#64;");
              } else if (SPECIAL.indexOf(c) >= 0 && c != ':' && c != '-' && c != '(' && c != ')') {
                escaped.append('\\').appendCodePoint(c);
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }
}
