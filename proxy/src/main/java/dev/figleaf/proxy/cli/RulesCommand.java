package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.routing.Loaded;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that reads rules, says something about them, and ends. */
abstract class RulesCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ConfigOptions options;

  @Option(names = "--json", description = "Answer as JSON, for a machine to read.")
  private boolean json;

  @Override
  public final Integer call() {
    var output = new Output(spec.commandLine());
    Optional<ProcessConfig> config = options.read(Map.of(), output);
    if (config.isEmpty()) {
      return CommandLine.ExitCode.USAGE;
    }
    OptionalInt answered = ask(config.get(), output);
    if (answered.isPresent()) {
      return answered.getAsInt();
    }
    var source = RuleSource.of(config.get(), options.environment());
    if (source.isAbsent()) {
      throw refusal("there are no rules in ./" + RuleSource.USUAL + "; say --rules PATH");
    }
    return answer(source, source.get(), output);
  }

  /** Asks a facade rather than rules at hand, where that is wanted; then the exit code. */
  OptionalInt ask(ProcessConfig config, Output output) {
    return OptionalInt.empty();
  }

  /** Says what the command is for; returns the exit code. */
  abstract int answer(RuleSource source, Loaded loaded, Output output);

  boolean wantsJson() {
    return json;
  }

  /** The command was called wrongly. */
  ParameterException refusal(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
