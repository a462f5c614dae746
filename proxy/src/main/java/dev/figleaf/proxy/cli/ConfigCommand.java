package dev.figleaf.proxy.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks the config of the process, and shows what holds. */
@Command(
    name = "config",
    description = "Checks the config of the process: figleaf.yaml, the environment, flags.",
    footer = {"", "Example: figleaf config --effective"})
final class ConfigCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ConfigOptions options;

  @Option(
      names = "--effective",
      description = "Print all of it as YAML, with what holds where nothing is written.")
  private boolean effective;

  @Override
  public Integer call() {
    var output = new Output(spec.commandLine());
    Optional<ConfigReader.Result.Ok> config =
        options.readWhole(Map.<String, @Nullable String>of(), output);
    if (config.isEmpty()) {
      return ExitCode.USAGE;
    }
    output.line(
        effective
            ? EffectiveConfig.yaml(config.get().config(), config.get().origins())
            : output.good("the config is good"));
    return ExitCode.OK;
  }
}
