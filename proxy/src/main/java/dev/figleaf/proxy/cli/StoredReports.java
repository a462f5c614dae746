package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.shadow.DifferenceReport;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.report.ExportFormat;
import dev.figleaf.proxy.shadow.report.ReportFormat;
import dev.figleaf.proxy.shadow.report.Spans;
import dev.figleaf.proxy.store.SqlEvidenceLog;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUnavailable;
import dev.figleaf.proxy.store.StoreUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a database, whether a facade writes it or not. */
final class StoredReports implements ReportSource {
  private final InstantSource clock = InstantSource.system();
  private final SqlEvidenceLog log;
  private final Reports reports;

  StoredReports(StoreSettings settings) {
    StoreUrl url = settings.url();
    // Opening it would make it, and then nothing would be known where there is nothing.
    if (url.kind() == StoreUrl.Kind.SQLITE && !Files.exists(Path.of(url.place()))) {
      throw new ReportFailure(
          ReportFailure.NOBODY,
          "there is no database at " + url.place() + "; say --store URL for another one");
    }
    this.log = new SqlEvidenceLog(settings, clock);
    this.reports = Reports.of(log, clock);
  }

  @Override
  public Said report(
      @Nullable String subject, ReportFormat format, @Nullable String since, boolean colour) {
    Instant from = since == null ? null : Spans.since(since, clock.instant());
    return tried(
        () -> {
          if (subject == null) {
            List<Report> all = reports.all(from);
            return new Said(format.all(all, colour), Reports.standing(all));
          }
          Report report =
              reports
                  .report(subject, from)
                  .orElseThrow(() -> no("nothing has been compared under the name " + subject));
          return new Said(format.one(report, colour), report.verdict().standing());
        });
  }

  @Override
  public String accept(String id, String because, String until, String by) {
    Instant end = Spans.until(until, clock.instant());
    return tried(
        () ->
            reports
                .accept(id, because, by, end)
                .orElseThrow(() -> no("there is no difference " + id))
                .until()
                .toString());
  }

  @Override
  public void revoke(String id) {
    if (!tried(() -> reports.revoke(id))) {
      throw no("nothing was accepted of " + id);
    }
  }

  @Override
  public String export(String id, ExportFormat format) {
    DifferenceReport difference =
        tried(() -> reports.difference(id).orElseThrow(() -> no("there is no difference " + id)));
    return format.of(difference);
  }

  private static ReportFailure no(String message) {
    return new ReportFailure(ReportFailure.NO, message);
  }

  private static <T> T tried(Supplier<T> asked) {
    try {
      return asked.get();
    } catch (StoreUnavailable e) {
      throw new ReportFailure(ReportFailure.NOBODY, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
