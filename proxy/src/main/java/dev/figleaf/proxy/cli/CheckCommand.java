package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.ProblemView;
import dev.figleaf.routing.Loaded;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Tells everything that is wrong with the rules. */
@Command(
    name = "check",
    description = "Tells everything that is wrong with the rules, with its place.",
    exitCodeList = {
      "0:there is no error; warnings are well",
      "2:the command was called wrongly, or the config or the rules have errors"
    })
final class CheckCommand extends RulesCommand {

  private record Answer(boolean ok, List<ProblemView> problems) {}

  @Override
  int answer(RuleSource source, Loaded loaded, Output output) {
    boolean ok = loaded instanceof Loaded.Ok;
    List<Problem> problems =
        switch (loaded) {
          case Loaded.Ok good -> good.warnings();
          case Loaded.Rejected rejected -> rejected.problems();
        };
    if (wantsJson()) {
      output.json(new Answer(ok, ProblemView.of(problems)));
    } else {
      problems.forEach(problem -> output.line(output.coloured(problem)));
      output.line(sum(loaded, problems, output));
    }
    return ok ? ExitCode.OK : ExitCode.USAGE;
  }

  private static String sum(Loaded loaded, List<Problem> problems, Output output) {
    long errors = problems.stream().filter(Problem::isError).count();
    long warnings = problems.size() - errors;
    String counted = Counted.of(errors, "error") + ", " + Counted.of(warnings, "warning");
    return switch (loaded) {
      case Loaded.Rejected _ -> output.bad(counted);
      case Loaded.Ok ok ->
          output.good("the rules are good")
              + ": "
              + contents(ok.rules())
              + (warnings == 0 ? "" : "; " + Counted.of(warnings, "warning"));
    };
  }

  private static String contents(RuleSet rules) {
    return String.join(
        ", ",
        Counted.of(rules.upstreams().size(), "upstream"),
        Counted.of(rules.seams().size(), "seam"),
        Counted.of(rules.routes().size(), "route"),
        Counted.of(rules.tests().size(), "test"));
  }
}
