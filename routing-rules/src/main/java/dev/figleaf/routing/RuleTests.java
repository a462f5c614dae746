package dev.figleaf.routing;

import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs the tests that stand beside the rules, without a socket. */
public final class RuleTests {
  private RuleTests() {}

  /**
   * What came of all tests.
   *
   * @param results in the order of the rules
   * @param unreached routes that no test takes
   */
  public record Report(List<Result> results, List<Route> unreached) {
    public Report {
      results = List.copyOf(results);
      unreached = List.copyOf(unreached);
    }

    public boolean passed() {
      return results.stream().allMatch(Result::passed);
    }
  }

  /**
   * What came of one test.
   *
   * @param route the route that the request takes, or null when none matches
   * @param checks one for each expectation that the test names, at least one
   */
  public record Result(RuleTest test, @Nullable Route route, List<Check> checks) {
    public Result {
      checks = List.copyOf(checks);
    }

    public boolean passed() {
      return checks.stream().allMatch(Check::passed);
    }
  }

  /**
   * One expectation and what became of it.
   *
   * @param field as it is written: {@code upstream}, {@code path}
   * @param remedy what to do when it did not pass, or null where there is nothing to say
   */
  public record Check(
      String field, String expected, String actual, boolean passed, @Nullable String remedy) {}

  /** Changes bodies by the expressions of a transform, which the rules only carry. */
  public interface Bodies {
    /**
     * What the upstream gets.
     *
     * @param head with which the body comes
     * @param headers of the request
     * @return as JSON; empty where the expression fails
     */
    Optional<String> sent(Route route, RequestHead head, Map<String, String> headers, String json);

    /**
     * What the client gets.
     *
     * @param status the upstream's
     * @return as JSON; empty where the expression fails
     */
    Optional<String> answered(
        Route route, RequestHead head, Map<String, String> headers, int status, String json);
  }

  /** Runs the tests of a rule set against its compiled routes. */
  public static Report run(RuleSet rules, RouteTable table, Bodies bodies) {
    var reached = new HashSet<Route>();
    var results = new ArrayList<Result>();
    for (RuleTest test : rules.tests()) {
      var run = new RuleTestRun(test, table, rules, bodies);
      if (run.route() != null) {
        reached.add(run.route());
      }
      results.add(new Result(test, run.route(), run.checks()));
    }
    return new Report(
        results, table.routes().stream().filter(route -> !reached.contains(route)).toList());
  }
}
