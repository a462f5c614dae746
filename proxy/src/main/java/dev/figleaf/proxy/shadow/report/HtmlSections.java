package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.ExampleJson.Example;
import dev.figleaf.proxy.shadow.Finding;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Report.Found;
import dev.figleaf.proxy.shadow.Report.Times;
import dev.figleaf.proxy.shadow.Verdict;
import java.util.List;
import java.util.Locale;

/** The parts of the page that hold figures and findings. */
final class HtmlSections {
  private static final int MOST_FINDINGS = 50;
  private static final int OPEN = 3;
  private static final int MOST_ENDPOINTS = 100;

  private HtmlSections() {}

  static void budgets(StringBuilder html, Report report) {
    html.append("<section class=\"card\"><h2>Budgets</h2>\n");
    for (Verdict.Criterion one : report.verdict().criteria()) {
      html.append("<div class=\"budget-row ")
          .append(one.standing().name().toLowerCase(Locale.ROOT))
          .append("\"><span class=\"name\">")
          .append(one.name())
          .append("</span>\n")
          .append(HtmlPlots.bar(one))
          .append("<span class=\"says\">")
          .append(tag(one.standing(), Words.holds(one.standing())))
          .append(" seen ")
          .append(Words.seen(one.seen()))
          .append("<br/>surely between ")
          .append(Words.between(one))
          .append(", allowed ")
          .append(Words.budget(one))
          .append("</span></div>\n");
    }
    html.append(HtmlPlots.scale())
        .append(
            "<p class=\"faint\">Green is allowed and ends at the dashed line; the band is where")
        .append(" the rate surely lies, the stroke in it what was seen.</p>\n");
    if (!report.verdict().missing().isEmpty()) {
      html.append("<p class=\"missing\"><strong>Missing:</strong> ")
          .append(Escaped.xml(String.join("; ", report.verdict().missing())))
          .append("</p>\n");
    }
    html.append("</section>\n");
  }

  private static String tag(Verdict.Standing standing, String word) {
    return "<span class=\"tag "
        + standing.name().toLowerCase(Locale.ROOT)
        + "\">"
        + word
        + "</span>";
  }

  static void findings(StringBuilder html, Report report) {
    html.append("<section class=\"card\"><h2>Found against it</h2>\n");
    if (report.findings().isEmpty()) {
      html.append("<p>Nothing.</p></section>\n");
      return;
    }
    html.append(
            "<p class=\"faint\">In the examples, what differs in colour counts; what differs in")
        .append(" grey is noise, ignored, or within a tolerance.</p>\n<ol class=\"found\">\n");
    List<Found> some = report.findings().stream().limit(MOST_FINDINGS).toList();
    for (int i = 0; i < some.size(); i++) {
      found(html, some.get(i), i < OPEN);
    }
    html.append("</ol>\n");
    if (report.findings().size() > some.size()) {
      html.append("<p class=\"faint\">")
          .append(Words.count(report.findings().size() - some.size()))
          .append(" more.</p>\n");
    }
    html.append("</section>\n");
  }

  private static void found(StringBuilder html, Found one, boolean open) {
    html.append("<li><div><h3>").append(Escaped.xml(one.sentence())).append("</h3>\n");
    html.append("<p class=\"cause\"><span>").append(cause(one)).append("</span><span>");
    html.append(Words.seen(one.rate())).append("</span><span><code>");
    html.append(Escaped.xml(one.path())).append("</code></span>");
    if (one.first() != null && one.last() != null) {
      html.append("<span>first ")
          .append(Words.minute(one.first()))
          .append(", last ")
          .append(Words.minute(one.last()))
          .append("</span>");
    }
    html.append("<span>id <code>").append(Escaped.xml(one.id())).append("</code></span></p>\n");
    if (one.example() != null) {
      example(html, one.example(), open);
    }
    html.append("</div></li>\n");
  }

  private static String cause(Found one) {
    return switch (one.cause()) {
      case DIFFERENCE -> "difference";
      case FAILURE -> "failure";
      case SLOW -> "slow";
      case LAG -> "lag";
    };
  }

  private static void example(StringBuilder html, Example example, boolean open) {
    html.append(open ? "<details open=\"open\">" : "<details>")
        .append("<summary>Example: <code>")
        .append(Escaped.xml(example.method() + " " + example.target()))
        .append("</code></summary>\n");
    if (!example.body().isEmpty()) {
      html.append("<p class=\"cause\">with the body <code>")
          .append(Escaped.xml(example.body()))
          .append("</code></p>\n");
    }
    html.append(SideBySide.of(example)).append("</details>\n");
  }

  static void latency(StringBuilder html, Report report) {
    html.append("<section class=\"card\"><h2>Latency</h2>\n<p class=\"legend\">")
        .append("<span class=\"control\">control</span><span>candidate</span></p>\n")
        .append("<div class=\"plots\">\n")
        .append(HtmlPlots.latency(report, "p50", Times::p50))
        .append(HtmlPlots.latency(report, "p95", Times::p95))
        .append("</div>\n<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>")
        .append("<th scope=\"col\">side</th><th scope=\"col\" class=\"n\">answers</th>")
        .append("<th scope=\"col\" class=\"n\">p50</th><th scope=\"col\" class=\"n\">p95</th>")
        .append("<th scope=\"col\" class=\"n\">p99</th></tr></thead><tbody>\n");
    times(html, "control", report.total().control());
    times(html, "candidate", report.total().candidate());
    html.append("</tbody></table></div></section>\n");
  }

  private static void times(StringBuilder html, String side, Times times) {
    html.append("<tr><th scope=\"row\">").append(side).append("</th>");
    cell(html, Words.count(times.answers()));
    cell(html, Words.time(times, times.p50()));
    cell(html, Words.time(times, times.p95()));
    cell(html, Words.time(times, times.p99()));
    html.append("</tr>\n");
  }

  private static void cell(StringBuilder html, String text) {
    html.append("<td class=\"n\">").append(text).append("</td>");
  }

  static void endpoints(StringBuilder html, Report report) {
    html.append("<section class=\"card\"><h2>Endpoints</h2>\n")
        .append("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>")
        .append("<th scope=\"col\">endpoint</th><th scope=\"col\">verdict</th>")
        .append("<th scope=\"col\" class=\"n\">pairs</th>")
        .append("<th scope=\"col\" class=\"n\">real</th>")
        .append("<th scope=\"col\" class=\"n\">failed</th>")
        .append("<th scope=\"col\" class=\"n\">p50</th><th scope=\"col\" class=\"n\">p95</th>")
        .append("</tr></thead><tbody>\n");
    for (Report.Endpoint one : report.endpoints().stream().limit(MOST_ENDPOINTS).toList()) {
      html.append("<tr><td><code>").append(Escaped.xml(one.name())).append("</code></td><td>");
      html.append(tag(one.verdict().standing(), Words.standing(one.verdict().standing())));
      html.append("</td>");
      cell(html, Words.count(one.total().compared()));
      cell(html, Words.count(one.total().count(Finding.REAL)));
      cell(html, Words.count(one.total().failed()));
      cell(html, Words.both(one.total(), Times::p50));
      cell(html, Words.both(one.total(), Times::p95));
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div></section>\n");
  }
}
