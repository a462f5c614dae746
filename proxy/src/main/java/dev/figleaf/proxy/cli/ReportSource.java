package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.shadow.Verdict.Standing;
import dev.figleaf.proxy.shadow.report.ExportFormat;
import dev.figleaf.proxy.shadow.report.ReportFormat;
import org.jspecify.annotations.Nullable;

/** Who knows about candidates. Blocks; everything fails only with {@link ReportFailure}. */
interface ReportSource extends AutoCloseable {

  /** A report, and what it says. */
  record Said(String text, Standing standing) {}

  /**
   * The report about a subject, or about all.
   *
   * @param since as it was typed
   */
  Said report(
      @Nullable String subject, ReportFormat format, @Nullable String since, boolean colour);

  /**
   * Says that a difference is meant.
   *
   * @return until when, as text
   */
  String accept(String id, String because, String until, String by);

  void revoke(String id);

  String export(String id, ExportFormat format);

  @Override
  void close();
}
