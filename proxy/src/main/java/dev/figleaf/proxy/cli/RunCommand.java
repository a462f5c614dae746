package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.control.Reload;
import dev.figleaf.routing.Loaded;
import dev.figleaf.rules.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the facade until the process is told to end. */
@Command(
    name = "run",
    description = "Stands in front of the upstreams until it is told to end.",
    exitCodeList = {
      "0:it was told to end, and what was in flight has ended",
      "1:requests were cut off at the end, or a port is taken",
      "2:the command was called wrongly, or the config or the rules have errors"
    },
    footer = {
      "",
      "SIGTERM and SIGINT let what is in flight end; a second one ends at once.",
      "SIGHUP reads the rules again; changed files are noticed without it.",
      "Example: figleaf run --monolith http://127.0.0.1:8081"
    })
final class RunCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ConfigOptions options;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      description = "Where clients connect; :8080 by default.")
  private @Nullable String listen;

  @Option(
      names = "--admin",
      paramLabel = "ADDRESS",
      description = "Where operators connect; 127.0.0.1:9900 by default.")
  private @Nullable String admin;

  @Option(
      names = "--event-loops",
      paramLabel = "N",
      description = "How many event loops serve; one for each core by default.")
  private @Nullable String eventLoops;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      description = "How long requests in flight may take to end; 30s by default.")
  private @Nullable String grace;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var output = new Output(spec.commandLine());
    Optional<ProcessConfig> config = options.read(flags(), output);
    if (config.isEmpty()) {
      return ExitCode.USAGE;
    }
    var rules = RuleSource.of(config.get(), options.environment());
    if (rules.isAbsent()) {
      throw new ParameterException(
          spec.commandLine(),
          "what shall it stand in front of? Say --monolith URL, or --rules PATH");
    }
    // Asked before anything starts, problems are told once and plainly, not by the log as well.
    if (rules.get() instanceof Loaded.Rejected(List<Problem> problems, _, _)) {
      output.problems(problems);
      return ExitCode.USAGE;
    }
    return switch (FacadeStart.start(config.get(), rules, rules.path())) {
      case Facade.Started.Rejected _ -> ExitCode.USAGE;
      case Facade.Started.Ok started -> serve(config.get(), started, output);
    };
  }

  private Map<String, @Nullable String> flags() {
    var flags = new HashMap<String, @Nullable String>();
    flags.put("listen", listen);
    flags.put("admin.listen", admin);
    flags.put("event-loops", eventLoops);
    flags.put("grace", grace);
    return flags;
  }

  private static int serve(ProcessConfig config, Facade.Started.Ok started, Output output)
      throws IOException, InterruptedException {
    // Halting is the point of a second signal: nothing may hold it up.
    var signals = new Signals(() -> Runtime.getRuntime().halt(ExitCode.SOFTWARE));
    try (Facade facade = started.facade()) {
      signals.onHangup(() -> reload(facade, output));
      output.error(output.good("figleaf") + " " + FacadeStart.line(config, facade));
      signals.awaitEnd();
      return end(facade, config.grace(), output);
    }
  }

  private static void reload(Facade facade, Output output) {
    // The log tells what was accepted or refused, whoever asked for it.
    if (facade.rules().reload() instanceof Reload.Unchanged) {
      output.error("the rules have not changed since they were last read");
    }
  }

  private static int end(Facade facade, Duration grace, Output output) {
    output.error("ending; " + Counted.of(facade.events().inFlight(), "request") + " in flight");
    long cut = facade.drain(grace);
    output.error(cut == 0 ? "ended" : "ended; " + Counted.of(cut, "request") + " cut off");
    return cut == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
