package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.shadow.report.Spans;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Another time than now, as operators say it. */
sealed interface At {
  /** What was live at a revision. */
  record Revision(long number) implements At {}

  /** What was live at a time. */
  record Time(Instant instant) implements At {}

  /**
   * Reads a revision ({@code 7}), an instant ({@code 2026-12-01T09:00Z}), a date, or how long ago
   * ({@code 2h}).
   *
   * @throws ReportFailure with a sentence for the operator
   */
  static At parse(String text, Instant now) {
    if (text.matches("[0-9]{1,18}")) {
      return new Revision(Long.parseLong(text));
    }
    try {
      return new Time(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return new Time(said(text, now));
    }
  }

  private static Instant said(String text, Instant now) {
    try {
      return Spans.since(text, now);
    } catch (IllegalArgumentException _) {
      throw new ReportFailure(
          ReportFailure.CALLED_WRONGLY,
          "--at: \""
              + Words.plain(text)
              + "\" is no time; write a revision such as 7, an instant such as 2026-12-01T09:00Z,"
              + " or how long ago, such as 2h");
    }
  }

  /** What is asked of the facade. */
  default String query() {
    return switch (this) {
      case Revision(long number) -> "?revision=" + number;
      case Time(Instant instant) -> "?at=" + AskedFacade.encoded(instant.toString());
    };
  }
}
