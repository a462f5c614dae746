package dev.figleaf.proxy.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command about reports: does one thing, and says why where it cannot. */
abstract class ReportAction implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public final Integer call() {
    var output = new Output(spec.commandLine());
    try {
      return act(output);
    } catch (ReportFailure failure) {
      if (failure.exitCode() == ExitCode.USAGE) {
        throw refusal(String.valueOf(failure.getMessage()));
      }
      output.error("figleaf: " + failure.getMessage());
      return failure.exitCode();
    }
  }

  /**
   * Does it.
   *
   * @return the exit code
   */
  abstract int act(Output output);

  /** The command was called wrongly. */
  ParameterException refusal(@Nullable String message) {
    return new ParameterException(spec.commandLine(), String.valueOf(message));
  }
}
