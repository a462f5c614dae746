package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which version this is, and of what it is run by. */
@Command(name = "version", description = "Says which version this is.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(names = "--json", description = "Answer as JSON, for a machine to read.")
  private boolean json;

  private record Answer(String version, String java, String os, String arch) {}

  @Override
  public Integer call() {
    var output = new Output(spec.commandLine());
    var answer = answer();
    if (json) {
      output.json(answer);
    } else {
      output.line(text(answer));
    }
    return ExitCode.OK;
  }

  @Override
  public String[] getVersion() {
    return new String[] {text(answer())};
  }

  private static Answer answer() {
    return new Answer(
        Version.text(),
        Runtime.version().toString(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
  }

  private static String text(Answer it) {
    return "figleaf %s (Java %s, %s %s)".formatted(it.version, it.java, it.os, it.arch);
  }
}
