package dev.figleaf.proxy;

import dev.figleaf.proxy.cli.FigleafCommand;
import org.apache.logging.log4j.LogManager;

/** Where the process begins: the command line, and its exit code as that of the process. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int code = FigleafCommand.commandLine(System.getenv(), arguments).execute(arguments);
    // The log is written behind the back of those who log; what waits must not be lost.
    LogManager.shutdown();
    System.exit(code);
  }
}
