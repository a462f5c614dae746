package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.proxy.admin.view.ProblemView;
import dev.figleaf.proxy.admin.view.ViewJson;
import dev.figleaf.proxy.traffic.Recording;
import dev.figleaf.proxy.traffic.Replay;
import dev.figleaf.routing.Loaded;
import dev.figleaf.rules.Location;
import dev.figleaf.rules.Percentage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what other rules would do to recent requests, before they are live. */
@Command(
    name = "diff",
    description = "Says what other rules would change, and which recent requests they would move.",
    customSynopsis = {
      "figleaf diff [OPTION]... NEW-RULES",
      "       figleaf diff --recorded=FILE --rules=OLD-RULES [OPTION]... NEW-RULES",
      "       figleaf diff [--admin=ADDRESS] --export=FILE"
    },
    exitCodeList = {
      "0:it was told, or written",
      "1:more moves than --max-moved allows, or it cannot be told",
      "2:the command was called wrongly, or the config or the rules have errors",
      "3:no facade answers"
    },
    footer = {
      "",
      "Example: figleaf diff new-rules/",
      "In CI: figleaf diff --recorded traffic.ndjson --rules old/ --max-moved 5%% new/"
    })
final class DiffCommand extends ReportAction {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private FacadeOptions facade;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NEW-RULES",
      description = "The rule file, or the folder of rule files, that is not live yet.")
  private @Nullable Path newRules;

  @Option(
      names = "--recorded",
      paramLabel = "FILE",
      description = "Take the requests of this file, and ask no facade.")
  private @Nullable Path recorded;

  @Option(
      names = "--rules",
      paramLabel = "OLD-RULES",
      description = "The rules to compare with, where no facade is asked.")
  private @Nullable Path oldRules;

  @Option(
      names = "--max-moved",
      paramLabel = "SHARE",
      description = "End with 1 where more requests move, or cannot be told of: 5%%.")
  private @Nullable String maxMoved;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Write the recorded requests there, for --recorded.")
  private @Nullable Path export;

  @Option(names = "--json", description = "Answer as JSON, for a machine to read.")
  private boolean json;

  @Override
  int act(Output output) {
    if (export != null) {
      return export(export, output);
    }
    if (newRules == null) {
      throw refusal("which rules? Say figleaf diff NEW-RULES, or --export FILE");
    }
    if ((recorded == null) != (oldRules == null)) {
      throw refusal("--recorded and --rules go together: requests, and the rules to compare with");
    }
    Percentage most = percentage();
    DiffView view =
        recorded == null || oldRules == null
            ? asked(newRules, most)
            : offline(newRules, oldRules, recorded, most, output);
    return tell(view, output);
  }

  private @Nullable Percentage percentage() {
    try {
      return maxMoved == null ? null : Percentage.parse(maxMoved);
    } catch (IllegalArgumentException e) {
      throw refusal("--max-moved: " + e.getMessage());
    }
  }

  private int export(Path file, Output output) {
    if (newRules != null || recorded != null || oldRules != null) {
      throw refusal("--export writes what is recorded, and compares nothing");
    }
    try (var asked = new AskedTraffic(facade)) {
      long written = asked.export(file);
      output.error("wrote " + file + ": " + Counted.of(written, "request"));
      return ExitCode.OK;
    }
  }

  // --- where the answer comes from

  /** Only the texts are read here: what they take from the environment is the facade's. */
  private DiffView asked(Path rules, @Nullable Percentage most) {
    Loaded loaded = loaded(rules, facade.config());
    if (loaded.texts().files().isEmpty()) {
      throw new ReportFailure(
          ReportFailure.CALLED_WRONGLY, loaded.problems().getFirst().toString());
    }
    try (var asked = new AskedTraffic(facade)) {
      return asked.diff(loaded.texts().files(), most);
    }
  }

  private DiffView offline(
      Path rules, Path old, Path requests, @Nullable Percentage most, Output output) {
    ProcessConfig config = facade.config();
    if (!(loaded(old, config) instanceof Loaded.Ok before)) {
      output.problems(loaded(old, config).problems());
      throw new ReportFailure(ReportFailure.CALLED_WRONGLY, "--rules has errors");
    }
    Recording recording = read(requests);
    return switch (loaded(rules, config)) {
      case Loaded.Rejected rejected -> DiffView.rejected(rejected.problems());
      case Loaded.Ok after ->
          DiffView.of(recording, Replay.of(before), Replay.of(after), after.warnings(), most);
    };
  }

  private Loaded loaded(Path rules, ProcessConfig config) {
    var source = RuleSource.of(config, facade.environment());
    return new RuleSource(source.loader(), rules).get();
  }

  private static Recording read(Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      return Recording.read(lines);
    } catch (IOException e) {
      throw new ReportFailure(
          ReportFailure.CALLED_WRONGLY, "cannot read " + file + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new ReportFailure(
          ReportFailure.CALLED_WRONGLY, file + " is no recording: " + e.getMessage());
    }
  }

  // --- how it is told

  private int tell(DiffView view, Output output) {
    if (json) {
      output.line(json(view));
    } else if (view.ok()) {
      DiffText.of(view, output).forEach(output::line);
      view.problems().forEach(warning -> output.error(output.doubtful(text(warning))));
    } else {
      view.problems().forEach(problem -> output.error(output.bad(text(problem))));
    }
    if (!view.ok()) {
      return ExitCode.USAGE;
    }
    return Boolean.FALSE.equals(view.within()) ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private static String text(ProblemView problem) {
    Location at = new Location(problem.file(), problem.line(), problem.column());
    return at
        + (problem.severity().equals("error") ? " " : " warning: ")
        + (problem.path().isEmpty() ? "" : problem.path() + ": ")
        + problem.message();
  }

  private static String json(DiffView view) {
    try {
      return ViewJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(view);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON", e);
    }
  }
}
