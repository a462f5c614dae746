package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.report.Spans;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says that differences are meant, for a while. */
@Command(
    name = "accept",
    description = "Says that differences are meant: until then they do not count.",
    exitCodeList = {
      "0:they are accepted",
      "1:there is no such difference",
      "2:the command was called wrongly, or the config has errors",
      "3:neither a facade nor a database answers"
    },
    footer = {
      "",
      "Example: figleaf report accept 8ca7aba2d371 --because 'rounded as agreed' --until 2w"
    })
final class ReportAcceptCommand extends ReportAction {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ReportOptions options;

  @Parameters(arity = "1..*", paramLabel = "ID", description = "The id that a report shows.")
  private List<String> ids = List.of();

  @Option(
      names = "--because",
      required = true,
      paramLabel = "REASON",
      description = "Why it is well that they differ.")
  private String because = "";

  @Option(
      names = "--until",
      required = true,
      paramLabel = "TIME",
      description = "When they count again: 2w, 30d, 2026-12-01; at most a year from now.")
  private String until = "";

  @Option(names = "--by", paramLabel = "NAME", description = "Who says so; the user by default.")
  private @Nullable String by;

  @Override
  int act(Output output) {
    check();
    String who = by == null ? System.getProperty("user.name", "operator") : by;
    try (ReportSource source = options.source()) {
      for (String id : ids) {
        output.line("accepted " + id + " until " + source.accept(id, because, until, who));
      }
    }
    return ExitCode.OK;
  }

  private void check() {
    if (because.isBlank() || because.length() > Reports.LONGEST_REASON) {
      throw refusal("--because needs from 1 to " + Reports.LONGEST_REASON + " characters");
    }
    try {
      Spans.until(until, Instant.now());
    } catch (IllegalArgumentException e) {
      throw refusal("--until: " + e.getMessage());
    }
  }
}
