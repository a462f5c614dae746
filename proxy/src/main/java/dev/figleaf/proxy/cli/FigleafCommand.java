package dev.figleaf.proxy.cli;

import java.util.LinkedHashMap;
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
    })
public final class FigleafCommand implements Runnable {
  private static final Map<String, Class<?>> COMMANDS = commands();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private static Map<String, Class<?>> commands() {
    var commands = new LinkedHashMap<String, Class<?>>();
    commands.put("run", RunCommand.class);
    commands.put("check", CheckCommand.class);
    commands.put("test", TestCommand.class);
    commands.put("explain", ExplainCommand.class);
    commands.put("diff", DiffCommand.class);
    commands.put("status", StatusCommand.class);
    commands.put("seams", SeamsCommand.class);
    commands.put("upstreams", UpstreamsCommand.class);
    commands.put("inventory", InventoryCommand.class);
    commands.put("sunset", SunsetCommand.class);
    commands.put("history", HistoryCommand.class);
    commands.put("rules", LiveRulesCommand.class);
    commands.put("override", OverrideCommand.class);
    commands.put("panic", PanicCommand.class);
    commands.put("calm", CalmCommand.class);
    commands.put("rollback", RollbackCommand.class);
    commands.put("top", TopCommand.class);
    commands.put("tail", TailCommand.class);
    commands.put("report", ReportCommand.class);
    commands.put("record", RecordCommand.class);
    commands.put("schema", SchemaCommand.class);
    commands.put("config", ConfigCommand.class);
    commands.put("demo", DemoCommand.class);
    commands.put("version", VersionCommand.class);
    commands.put("completion", CompletionCommand.class);
    return commands;
  }

  /** The command line with all of its commands, ready to be executed. */
  public static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(environment, COMMANDS);
  }

  /**
   * The command line for these arguments. To look at every option of every command takes as long as
   * all the rest of a start, so {@code run} gets one that knows nothing else.
   */
  public static CommandLine commandLine(Map<String, String> environment, String[] arguments) {
    return arguments.length > 0 && arguments[0].equals("run")
        ? commandLine(environment, Map.of("run", RunCommand.class))
        : commandLine(environment);
  }

  private static CommandLine commandLine(
      Map<String, String> environment, Map<String, Class<?>> commands) {
    var line = new CommandLine(new FigleafCommand(), new WithEnvironment(environment));
    commands.forEach((name, type) -> line.addSubcommand(name, type));
    return line.setParameterExceptionHandler(new KindRefusal())
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
      if (type == ConfigOptions.class) {
        return type.cast(new ConfigOptions(environment));
      }
      if (type == AdminOptions.class) {
        return type.cast(new AdminOptions(environment));
      }
      return type == FacadeOptions.class
          ? type.cast(new FacadeOptions(environment))
          : CommandLine.defaultFactory().create(type);
    }
  }
}
