package dev.figleaf.proxy.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes live what was so at a revision. */
@Command(
    name = "rollback",
    description = "Makes live the files and the overrides of a revision, under a new one.",
    exitCodeList = {ChangeAction.LIVE, ChangeAction.NOT_DONE, DeskAction.WRONG, DeskAction.NOBODY},
    footer = {
      "",
      "The rule files stay as they are: when they change, they are live again.",
      "A panic stays. Example: figleaf rollback 7 --because 'the new route is wrong'"
    })
final class RollbackCommand extends ChangeAction {
  @Parameters(paramLabel = "REVISION", description = "As figleaf history tells them.")
  private long revision;

  @Option(
      names = "--expect",
      paramLabel = "REVISION",
      description = "Only if this revision is live still.")
  private @Nullable Long expected;

  @Override
  int act(AskedFacade facade, Output output) {
    var body = body().put("to", revision);
    change(facade, output, "POST", "/api/rollback", body, expected);
    if (!wantsJson()) {
      output.line("the rule files are as they were; a change of them supersedes this");
    }
    return ExitCode.OK;
  }
}
