package dev.figleaf.proxy.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes back that differences are meant. */
@Command(
    name = "revoke",
    description = "Takes back that differences are meant: they count again.",
    exitCodeList = {
      "0:they count again",
      "1:nothing was accepted of one",
      "2:the command was called wrongly, or the config has errors",
      "3:neither a facade nor a database answers"
    })
final class ReportRevokeCommand extends ReportAction {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ReportOptions options;

  @Parameters(arity = "1..*", paramLabel = "ID", description = "The id that a report shows.")
  private List<String> ids = List.of();

  @Override
  int act(Output output) {
    try (ReportSource source = options.source()) {
      for (String id : ids) {
        source.revoke(id);
        output.line(id + " counts again");
      }
    }
    return ExitCode.OK;
  }
}
