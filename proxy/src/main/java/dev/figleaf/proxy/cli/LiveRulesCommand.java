package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Shows the rules that are live, or were. */
@Command(
    name = "rules",
    description = "Shows the rules that are live, or were at another time.",
    exitCodeList = {DeskAction.DONE, DeskAction.REFUSED, DeskAction.WRONG, DeskAction.NOBODY},
    footer = {"", "Example: figleaf rules --at 2026-11-20T10:00Z --files"})
final class LiveRulesCommand extends DeskAction {
  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "What was live then: a revision, an instant, a date, or how long ago (2h).")
  private @Nullable String at;

  @Option(
      names = "--files",
      description = "Print the files, as they were written; takes an operator's token.")
  private boolean files;

  @Override
  int act(AskedFacade facade, Output output) {
    String query = at == null ? "" : At.parse(at, Instant.now()).query();
    JsonNode answer = facade.json((files ? "/api/rules/files" : "/api/rules") + query);
    if (wantsJson()) {
      output.json(answer);
    } else if (files) {
      print(answer, output);
    } else {
      RulesText.of(answer, Instant.now()).forEach(output::line);
    }
    return ExitCode.OK;
  }

  private static void print(JsonNode answer, Output output) {
    answer
        .path("files")
        .properties()
        .forEach(
            file -> {
              output.line("# --- " + Words.plain(file.getKey()));
              file.getValue().asText().lines().map(Words::plain).forEach(output::line);
            });
  }
}
