package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.ProcessConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the facade is that a command asks. */
final class FacadeOptions {
  private final Map<String, String> environment;

  @Option(
      names = "--admin",
      paramLabel = "ADDRESS",
      description = "Where the facade listens for operators; as the config says by default.")
  private @Nullable String admin;

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
    return admin != null;
  }

  /** Its admin listener. */
  URI facade() {
    if (admin == null) {
      return URI.create(config().admin().listen().url());
    }
    try {
      URI uri = URI.create(admin.contains("://") ? admin : "http://" + admin);
      boolean whole = "http".equals(uri.getScheme()) && uri.getHost() != null;
      if (whole && uri.getPath().length() <= 1) {
        return URI.create("http://" + uri.getRawAuthority());
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw new ReportFailure(
        ReportFailure.CALLED_WRONGLY,
        "--admin: " + admin + " is no address; write one such as 127.0.0.1:9900");
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
