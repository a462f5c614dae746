package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.Report;
import java.util.List;

/** The forms of a report. */
public enum ReportFormat {
  TEXT("text/plain; charset=utf-8"),
  JSON("application/json"),
  MARKDOWN("text/markdown; charset=utf-8"),
  HTML("text/html; charset=utf-8"),
  JUNIT("application/xml");

  private final String mediaType;

  ReportFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  /**
   * The report about one subject, whole.
   *
   * @param colour whether a text is for a terminal that shows colours
   */
  public String one(Report report, boolean colour) {
    return switch (this) {
      case TEXT -> new ReportText(new Ink(colour)).one(report);
      case JSON -> ReportJson.one(report);
      case MARKDOWN -> ReportMarkdown.one(report);
      case HTML -> ReportHtml.of(List.of(report));
      case JUNIT -> ReportJunit.of(List.of(report));
    };
  }

  /** All subjects: in short, but for HTML and JUnit, which hold them whole. */
  public String all(List<Report> reports, boolean colour) {
    return switch (this) {
      case TEXT -> new ReportText(new Ink(colour)).all(reports);
      case JSON -> ReportJson.all(reports);
      case MARKDOWN -> ReportMarkdown.all(reports);
      case HTML -> ReportHtml.of(reports);
      case JUNIT -> ReportJunit.of(reports);
    };
  }
}
