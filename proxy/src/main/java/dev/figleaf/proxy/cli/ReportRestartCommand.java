package dev.figleaf.proxy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins evidence anew, after a deploy of the candidate. */
@Command(
    name = "restart",
    description = "Begins evidence anew: for a candidate that was changed behind its endpoints.",
    exitCodeList = {
      "0:evidence begins anew",
      "1:there is no such seam",
      "2:the command was called wrongly, or the config has errors",
      "3:no facade answers"
    },
    footer = {"", "Example: figleaf report restart catalog --because 'deployed 1.4'"})
final class ReportRestartCommand extends ReportAction {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private FacadeOptions options;

  @Parameters(paramLabel = "SEAM", description = "The seam, or the route.")
  private String subject = "";

  @Option(
      names = "--because",
      required = true,
      paramLabel = "REASON",
      description = "What changed.")
  private String because = "";

  @Override
  int act(Output output) {
    try (var facade = new AskedReports(options.asked())) {
      facade.restart(subject, because);
    }
    output.line("the evidence of " + subject + " begins anew");
    return ExitCode.OK;
  }
}
