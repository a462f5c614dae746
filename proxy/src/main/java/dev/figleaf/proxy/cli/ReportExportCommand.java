package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.shadow.report.ExportFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a difference as a request with both answers. */
@Command(
    name = "export",
    description = "Prints a difference as a request that can be sent, with both answers.",
    exitCodeList = {
      "0:it was printed",
      "1:there is no such difference",
      "2:the command was called wrongly, or the config has errors",
      "3:neither a facade nor a database answers"
    },
    footer = {"", "Example: figleaf report export 8ca7aba2d371 --as curl | sh"})
final class ReportExportCommand extends ReportAction {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ReportOptions options;

  @Parameters(paramLabel = "ID", description = "The id that a report shows.")
  private String id = "";

  @Option(
      names = "--as",
      required = true,
      paramLabel = "FORM",
      description = "curl (a shell script), http (a file for editors) or wiremock (stubs).")
  private ExportFormat form = ExportFormat.CURL;

  @Override
  int act(Output output) {
    try (ReportSource source = options.source()) {
      output.line(source.export(id, form).stripTrailing());
    }
    return ExitCode.OK;
  }
}
