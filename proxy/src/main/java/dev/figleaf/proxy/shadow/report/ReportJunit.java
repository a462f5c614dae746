package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Report.Endpoint;
import dev.figleaf.proxy.shadow.Report.Found;
import dev.figleaf.proxy.shadow.Verdict;
import dev.figleaf.proxy.shadow.Verdict.Standing;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reports as JUnit's XML: a suite a subject, a case for each budget, for what may be missing, and
 * for each endpoint. What is not ready failed, what cannot be said yet is skipped.
 */
final class ReportJunit {
  private record Case(String of, String name, Standing standing, String why, String detail) {}

  private ReportJunit() {}

  static String of(List<Report> reports) {
    var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    reports.forEach(report -> suite(text, report));
    return text.append("</testsuites>\n").toString();
  }

  private static void suite(StringBuilder text, Report report) {
    List<Case> cases = cases(report);
    text.append("  <testsuite name=\"figleaf.")
        .append(Escaped.xml(report.subject()))
        .append("\" tests=\"")
        .append(cases.size())
        .append("\" failures=\"")
        .append(count(cases, Standing.NOT_READY))
        .append("\" errors=\"0\" skipped=\"")
        .append(count(cases, Standing.INSUFFICIENT))
        .append("\" time=\"0\" timestamp=\"")
        .append(report.at().truncatedTo(ChronoUnit.SECONDS).toString())
        .append("\">\n");
    cases.forEach(one -> write(text, report, one));
    text.append("  </testsuite>\n");
  }

  private static long count(List<Case> cases, Standing standing) {
    return cases.stream().filter(one -> one.standing() == standing).count();
  }

  private static List<Case> cases(Report report) {
    var cases = new ArrayList<Case>();
    for (Verdict.Criterion one : report.verdict().criteria()) {
      cases.add(
          new Case(
              "verdict",
              one.name() + " at most " + Words.budget(one),
              one.standing(),
              "seen "
                  + Words.seen(one.seen())
                  + ", surely between "
                  + Words.between(one)
                  + ", allowed "
                  + Words.budget(one),
              sentences(report.findings())));
    }
    cases.add(missing(report));
    report.endpoints().forEach(one -> cases.add(endpoint(report, one)));
    return cases;
  }

  private static Case missing(Report report) {
    List<String> missing = report.verdict().missing();
    return new Case(
        "verdict",
        "enough was compared",
        missing.isEmpty() ? Standing.READY : Standing.INSUFFICIENT,
        String.join("; ", missing),
        "");
  }

  private static Case endpoint(Report report, Endpoint one) {
    List<Found> here =
        report.findings().stream().filter(found -> found.endpoint().equals(one.name())).toList();
    return new Case(
        "endpoints",
        one.name(),
        one.verdict().standing(),
        why(one.verdict(), here),
        sentences(here));
  }

  private static String why(Verdict verdict, List<Found> here) {
    return switch (verdict.standing()) {
      case READY -> "";
      case NOT_READY -> here.isEmpty() ? "a budget is broken" : here.getFirst().sentence();
      case INSUFFICIENT ->
          verdict.missing().isEmpty()
              ? "more pairs are needed"
              : String.join("; ", verdict.missing());
    };
  }

  private static String sentences(List<Found> findings) {
    return findings.stream()
        .map(one -> Words.line(one.sentence() + " (" + one.id() + ")"))
        .collect(Collectors.joining("\n"));
  }

  private static void write(StringBuilder text, Report report, Case one) {
    text.append("    <testcase classname=\"figleaf.")
        .append(Escaped.xml(report.subject()))
        .append('.')
        .append(one.of())
        .append("\" name=\"")
        .append(Escaped.xml(one.name()))
        .append("\" time=\"0\"");
    String why = Escaped.xml(one.why());
    switch (one.standing()) {
      case READY -> text.append("/>\n");
      case NOT_READY ->
          text.append(">\n      <failure message=\"")
              .append(why)
              .append("\" type=\"NOT_READY\">")
              .append(Escaped.xml(one.detail()))
              .append("</failure>\n    </testcase>\n");
      case INSUFFICIENT ->
          text.append(">\n      <skipped message=\"").append(why).append("\"/>\n    </testcase>\n");
    }
  }
}
