package dev.figleaf.proxy.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
@Command(
    name = "figleaf",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionCommand.class,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Stands in front of a monolith and moves its traffic to extracted services,"
            + " path by path and percent by percent.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:the command ran, and the answer is no",
      "2:the command was called wrongly, or the config or the rules have errors"
    },
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      TestCommand.class,
      ExplainCommand.class,
      SchemaCommand.class,
      ConfigCommand.class,
      DemoCommand.class,
      VersionCommand.class,
      CompletionCommand.class
    })
public final class FigleafCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  /** The command line, ready to be executed. */
  public static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new FigleafCommand(), new WithEnvironment(environment))
        .setParameterExceptionHandler(new KindRefusal())
        .setExecutionExceptionHandler(new KindFailure())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false);
  }

  /** Without a command there is nothing to do but to say which there are. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
  }

  /** Makes commands; those that read the environment get it by constructor. */
  private record WithEnvironment(Map<String, String> environment) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == ConfigOptions.class
          ? type.cast(new ConfigOptions(environment))
          : CommandLine.defaultFactory().create(type);
    }
  }
}
