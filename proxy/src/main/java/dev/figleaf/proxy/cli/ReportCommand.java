package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.shadow.Verdict.Standing;
import dev.figleaf.proxy.shadow.report.ReportFormat;
import dev.figleaf.proxy.shadow.report.Spans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers whether more traffic may go to a candidate, with the evidence. */
@Command(
    name = "report",
    description = "Says whether a candidate is ready for more traffic, and what speaks against it.",
    customSynopsis = {"figleaf report [OPTION]... [SEAM]", "       figleaf report COMMAND"},
    subcommands = {
      ReportAcceptCommand.class,
      ReportRevokeCommand.class,
      ReportExportCommand.class,
      ReportRestartCommand.class
    },
    exitCodeList = {
      "0:the report was made",
      "1:it is not ready (--fail-unless-ready), or nothing is known of it",
      "2:the command was called wrongly, or the config has errors",
      "3:neither a facade nor a database answers"
    },
    footer = {
      "",
      "Example: figleaf report catalog --format html --out catalog.html",
      "In CI: figleaf report catalog --format junit --out figleaf.xml --fail-unless-ready"
    })
final class ReportCommand extends ReportAction {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ReportOptions options;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SEAM",
      description = "The seam, or the route that shadows by itself; all of them without it.")
  private @Nullable String subject;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Show figures since then: 24h, 3d, 2026-12-01. The verdict is always of all the time.")
  private @Nullable String since;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text, html, markdown, json or junit; text by default.")
  private ReportFormat format = ReportFormat.TEXT;

  @Option(names = "--out", paramLabel = "FILE", description = "Write it there.")
  private @Nullable Path out;

  @Option(names = "--fail-unless-ready", description = "End with 1 unless the verdict is READY.")
  private boolean failUnlessReady;

  @Override
  int act(Output output) {
    checkSince();
    ReportSource.Said said;
    try (ReportSource source = options.source()) {
      said = source.report(subject, format, since, out == null && output.isColoured());
    }
    if (out == null) {
      output.line(said.text().stripTrailing());
    } else {
      write(out, said.text());
      output.error("wrote " + out + ": " + words(said.standing()));
    }
    return failUnlessReady && said.standing() != Standing.READY ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private void checkSince() {
    try {
      if (since != null) {
        Spans.since(since, Instant.now());
      }
    } catch (IllegalArgumentException e) {
      throw refusal("--since: " + e.getMessage());
    }
  }

  private static String words(Standing standing) {
    return standing.name().replace('_', ' ');
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new ReportFailure(ReportFailure.NO, "cannot write " + file + ": " + e.getMessage());
    }
  }
}
