package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.handler.transform.TestedBodies;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.RuleTests;
import dev.figleaf.rules.Origins;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Runs the tests that stand in the rule files, without a socket. */
@Command(
    name = "test",
    description = "Runs the tests that stand in the rule files.",
    exitCodeList = {
      "0:every test passed",
      "1:a test failed",
      "2:the command was called wrongly, or the config or the rules have errors"
    })
final class TestCommand extends RulesCommand {

  @Option(names = "--cover", description = "List the routes that no test reaches.")
  private boolean cover;

  private record Answer(
      int passed, int failed, List<TestView> tests, @Nullable List<RouteView> unreached) {}

  private record TestView(
      String name, String place, boolean passed, String route, List<RuleTests.Check> checks) {}

  private record RouteView(String name, String place) {}

  @Override
  int answer(RuleSource source, Loaded loaded, Output output) {
    return switch (loaded) {
      case Loaded.Rejected rejected -> {
        output.problems(rejected.problems());
        yield ExitCode.USAGE;
      }
      case Loaded.Ok ok -> {
        RuleTests.Report report = RuleTests.run(ok.rules(), ok.table(), new TestedBodies());
        Origins origins = ok.rules().origins();
        if (wantsJson()) {
          output.json(answer(report, origins));
        } else {
          print(report, origins, output);
        }
        yield report.passed() ? ExitCode.OK : ExitCode.SOFTWARE;
      }
    };
  }

  private Answer answer(RuleTests.Report report, Origins origins) {
    List<RuleTests.Result> results = report.results();
    return new Answer(
        (int) passed(report),
        results.size() - (int) passed(report),
        results.stream().map(result -> view(result, place(results, result, origins))).toList(),
        cover
            ? report.unreached().stream()
                .map(route -> new RouteView(route.name(), place(route, origins)))
                .toList()
            : null);
  }

  private static TestView view(RuleTests.Result result, String place) {
    Route route = result.route();
    return new TestView(
        result.test().name(),
        place,
        result.passed(),
        route == null ? "" : route.name(),
        result.checks());
  }

  private void print(RuleTests.Report report, Origins origins, Output output) {
    for (RuleTests.Result result : report.results()) {
      String name = result.test().name();
      output.line(
          result.passed()
              ? output.good("ok    ") + name
              : output.bad("FAIL  ")
                  + name
                  + output.faint(" (" + place(report.results(), result, origins) + ")"));
      result.checks().stream()
          .filter(check -> !check.passed())
          .forEach(check -> print(check, output));
    }
    if (cover) {
      printUnreached(report.unreached(), origins, output);
    }
    long failed = report.results().size() - passed(report);
    String sum = passed(report) + " passed, " + failed + " failed";
    output.line(failed == 0 ? output.good(sum) : output.bad(sum));
  }

  private static void print(RuleTests.Check check, Output output) {
    output.line("        " + check.field());
    output.line(output.good("          expected  " + check.expected()));
    output.line(output.bad("          actual    " + check.actual()));
    if (check.remedy() != null) {
      output.line("          " + check.remedy());
    }
  }

  private static void printUnreached(List<Route> unreached, Origins origins, Output output) {
    if (unreached.isEmpty()) {
      output.line("every route is reached by a test");
      return;
    }
    output.line(output.doubtful("no test reaches"));
    unreached.forEach(
        route ->
            output.line(
                "        " + route.name() + output.faint(" (" + place(route, origins) + ")")));
  }

  private static long passed(RuleTests.Report report) {
    return report.results().stream().filter(RuleTests.Result::passed).count();
  }

  private static String place(
      List<RuleTests.Result> all, RuleTests.Result result, Origins origins) {
    return place("tests[" + all.indexOf(result) + "]", origins);
  }

  private static String place(Route route, Origins origins) {
    return place("routes[" + route.ordinal() + "]", origins);
  }

  private static String place(String path, Origins origins) {
    return origins.of(path).map(Object::toString).orElse("the rules");
  }
}
