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
    if (!(failure instanceof IOException)) {
      throw failure;
    }
    new Output(command).error("figleaf: " + failure.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }
}
