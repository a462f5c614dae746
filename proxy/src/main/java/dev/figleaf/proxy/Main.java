package dev.figleaf.proxy;

import dev.figleaf.proxy.cli.FigleafCommand;
import java.security.Security;
import org.apache.logging.log4j.LogManager;

/** Where the process begins: the command line, and its exit code as that of the process. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    forgetNamesSoon();
    int code = FigleafCommand.commandLine(System.getenv(), arguments).execute(arguments);
    // The log is written behind the back of those who log; what waits must not be lost.
    LogManager.shutdown();
    System.exit(code);
  }

  /**
   * How long the answer of a resolver holds is for the rules to say ({@code resolve-every}); read
   * by the JDK when it looks up a name for the first time.
   */
  private static void forgetNamesSoon() {
    Security.setProperty("networkaddress.cache.ttl", "1");
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
  }
}
