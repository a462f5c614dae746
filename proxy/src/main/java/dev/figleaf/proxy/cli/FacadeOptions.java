package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.ProcessConfig;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the facade is that a command asks, and what lets the operator in. */
final class FacadeOptions {
  private final Map<String, String> environment;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private AdminOptions admin;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The config of the process; figleaf.yaml by default, where there is one.")
  private @Nullable Path config;

  FacadeOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Whether the facade was named. */
  boolean isNamed() {
    return admin.isNamed();
  }

  /** The facade, which has not been asked yet. */
  AskedFacade asked() {
    return asked("");
  }

  /**
   * The same.
   *
   * @param otherwise what else may be typed where nobody answers
   */
  AskedFacade asked(String otherwise) {
    return admin.asked(() -> config().admin(), otherwise);
  }

  ProcessConfig config() {
    return switch (ConfigReader.read(config, environment, Map.of())) {
      case ConfigReader.Result.Ok ok -> ok.config();
      case ConfigReader.Result.Rejected rejected ->
          throw new ReportFailure(
              ReportFailure.CALLED_WRONGLY, rejected.problems().getFirst().toString());
    };
  }
}
