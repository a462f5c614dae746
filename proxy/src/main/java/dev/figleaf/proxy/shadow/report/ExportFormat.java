package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.DifferenceReport;

/** The forms in which a difference goes along with a developer: its request and both answers. */
public enum ExportFormat {
  CURL("text/x-shellscript; charset=utf-8"),
  HTTP("text/plain; charset=utf-8"),
  WIREMOCK("application/json");

  private final String mediaType;

  ExportFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  /** Its examples in this form; says that there are none where none were kept. */
  public String of(DifferenceReport difference) {
    return switch (this) {
      case CURL -> ExportCurl.of(difference);
      case HTTP -> ExportHttp.of(difference);
      case WIREMOCK -> ExportWireMock.of(difference);
    };
  }
}
