package dev.figleaf.proxy.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script that lets a shell complete commands and options. */
@Command(
    name = "completion",
    description = "Prints the script that lets bash and zsh complete commands and options.",
    footer = {"", "For the shell at hand: source <(figleaf completion)"})
final class CompletionCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    var output = new Output(spec.commandLine());
    output.line(AutoComplete.bash("figleaf", spec.root().commandLine()));
    return ExitCode.OK;
  }
}
