package dev.figleaf.proxy.shadow.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.figleaf.proxy.shadow.Coverage;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Sentences;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Reports as one page that needs nothing else: no script, no font, no picture from anywhere; its
 * policy forbids all of them (CSP Level 3), so that what strangers wrote could load nothing even if
 * it were not escaped.
 */
final class ReportHtml {
  private static final String STYLE = style();

  private final StringBuilder html = new StringBuilder();

  private ReportHtml() {}

  static String of(List<Report> reports) {
    var page = new ReportHtml();
    page.page(reports);
    return page.html.toString();
  }

  private static String style() {
    try (InputStream css = ReportHtml.class.getResourceAsStream("report.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void page(List<Report> reports) {
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .append("<meta http-equiv=\"Content-Security-Policy\"")
        .append(" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
        .append("<title>")
        .append(Escaped.xml(title(reports)))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<main>\n");
    if (reports.isEmpty()) {
      html.append("<p>Nothing has been compared yet.</p>\n");
    }
    if (reports.size() > 1) {
      contents(reports);
    }
    reports.forEach(this::subject);
    html.append("</main>\n<footer>Made by Figleaf");
    reports.stream()
        .findFirst()
        .ifPresent(report -> html.append(" at ").append(Words.minute(report.at())));
    html.append(
        ". Secrets were taken out before anything was kept; values are cut where they are"
            + " long.</footer>\n</body>\n</html>\n");
  }

  private static String title(List<Report> reports) {
    return reports.size() == 1
        ? reports.getFirst().subject()
            + ": "
            + Words.standing(reports.getFirst().verdict().standing())
        : "Figleaf: all that is compared";
  }

  private void contents(List<Report> reports) {
    html.append("<nav aria-label=\"Subjects\"><ul>\n");
    for (int i = 0; i < reports.size(); i++) {
      html.append("<li><a href=\"#s").append(i).append("\">");
      html.append(Escaped.xml(reports.get(i).subject())).append("</a> ");
      tag(reports.get(i));
      html.append("</li>\n");
    }
    html.append("</ul></nav>\n");
  }

  private void tag(Report report) {
    var standing = report.verdict().standing();
    html.append("<span class=\"tag ")
        .append(standing.name().toLowerCase(Locale.ROOT))
        .append("\">")
        .append(Words.standing(standing))
        .append("</span>");
  }

  private int number;

  private void subject(Report report) {
    html.append("<article class=\"subject\" id=\"s").append(number++).append("\">\n<header><h1>");
    html.append(Escaped.xml(report.subject())).append("</h1><span class=\"faint\">");
    html.append(Escaped.xml(report.candidacy().control()))
        .append(" → ")
        .append(Escaped.xml(report.candidacy().candidate()))
        .append("</span></header>\n");
    verdict(report);
    HtmlSections.budgets(html, report);
    HtmlSections.findings(html, report);
    HtmlSections.latency(html, report);
    HtmlSections.endpoints(html, report);
    coverage(report);
    accepted(report);
    html.append("</article>\n");
  }

  private void verdict(Report report) {
    String standing = report.verdict().standing().name().toLowerCase(Locale.ROOT);
    html.append("<section class=\"card verdict ").append(standing).append("\"><strong>");
    html.append(Words.standing(report.verdict().standing())).append("</strong><p>");
    html.append(Escaped.xml(Words.answer(report))).append("</p>\n<dl class=\"facts\">");
    fact("pairs compared", Words.count(report.total().compared()));
    fact("figures of", Words.window(report));
    fact(
        "candidacy began",
        Words.minute(report.candidacy().began())
            + ", "
            + Words.span(Duration.between(report.candidacy().began(), report.at()))
            + " ago: "
            + report.candidacy().reason());
    fact("confidence", report.ready().confidence().toString());
    html.append("</dl></section>\n");
  }

  private void fact(String name, String value) {
    html.append("<div><dt>").append(name).append("</dt><dd>");
    html.append(Escaped.xml(value)).append("</dd></div>");
  }

  private void coverage(Report report) {
    html.append("<section class=\"card\"><h2>Coverage</h2>\n<p>")
        .append(Sentences.share(report.covered()))
        .append(" of ")
        .append(Words.count(report.shapes()))
        .append(" shapes (method, endpoint, class of status) seen live have been compared.</p>\n");
    if (!report.neverCompared().isEmpty()) {
      html.append("<p>Never compared, the most frequent first:</p>\n<ul>\n");
      for (Coverage.Shape shape : report.neverCompared().stream().limit(20).toList()) {
        html.append("<li><code>").append(Escaped.xml(shape.toString())).append("</code></li>\n");
      }
      html.append("</ul>\n");
    }
    html.append("<p>Said nothing: ").append(Words.silent(report.total())).append(".");
    if (!report.leftOut().isEmpty()) {
      html.append(" Left out: ");
      html.append(
          Escaped.xml(
              String.join(
                  ", ",
                  report.leftOut().stream()
                      .map(one -> Words.count(one.count()) + " " + one.reason())
                      .toList())));
      html.append('.');
    }
    html.append("</p></section>\n");
  }

  private void accepted(Report report) {
    if (report.acceptances().isEmpty()) {
      return;
    }
    html.append("<section class=\"card\"><h2>Accepted</h2>\n<ul>\n");
    for (Report.Accepted one : report.acceptances()) {
      html.append("<li>")
          .append(one.expired() ? "<strong>No more:</strong> " : "")
          .append(Escaped.xml(one.what()))
          .append(" (<code>")
          .append(Escaped.xml(one.row().difference()))
          .append("</code>), ")
          .append(Words.count(one.count()))
          .append(" times, by ")
          .append(Escaped.xml(one.row().by()))
          .append(one.expired() ? ", which ended " : " until ")
          .append(Words.minute(one.row().until()))
          .append(": ")
          .append(Escaped.xml(one.row().because()))
          .append("</li>\n");
    }
    html.append("</ul></section>\n");
  }
}
