package dev.figleaf.proxy.cli;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Answers what the surroundings refuse (a port, a file) with one sentence; all else is a bug, and
 * keeps its stack trace.
 */
final class KindFailure implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    Throwable cause = cause(failure);
    if (!(cause instanceof IOException)) {
      throw failure;
    }
    String reason = String.valueOf(cause.getMessage());
    new Output(command).error("figleaf: " + reason);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static Throwable cause(Exception failure) {
    return failure instanceof IOException || failure.getCause() == null
        ? failure
        : failure.getCause();
  }
}
