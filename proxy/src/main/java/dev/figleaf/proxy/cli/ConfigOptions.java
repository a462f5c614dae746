package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.ProcessConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that reads rules, and the config that they are part of. */
final class ConfigOptions {
  private final Map<String, String> environment;

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description = "The rule file, or the folder of rule files; routing-rules/rules by default.")
  private @Nullable String rules;

  @Option(
      names = "--monolith",
      paramLabel = "URL",
      description = "The upstream `monolith`, and a route to it for all that no rule matches.")
  private @Nullable String monolith;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The config of the process; figleaf.yaml by default, where there is one.")
  private @Nullable Path config;

  ConfigOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** The config; empty where it has errors, which are then told. */
  Optional<ProcessConfig> read(Map<String, @Nullable String> more, Output output) {
    return readWhole(more, output).map(ConfigReader.Result.Ok::config);
  }

  /** The same, with where each value came from. */
  Optional<ConfigReader.Result.Ok> readWhole(Map<String, @Nullable String> more, Output output) {
    var flags = new HashMap<String, String>();
    put(flags, "rules", rules);
    put(flags, "monolith", monolith);
    more.forEach((key, value) -> put(flags, key, value));
    return switch (ConfigReader.read(config, environment, flags)) {
      case ConfigReader.Result.Ok ok -> {
        output.problems(ok.warnings());
        yield Optional.of(ok);
      }
      case ConfigReader.Result.Rejected rejected -> {
        output.problems(rejected.problems());
        yield Optional.empty();
      }
    };
  }

  private static void put(Map<String, String> flags, String key, @Nullable String value) {
    if (value != null) {
      flags.put(key, value);
    }
  }
}
