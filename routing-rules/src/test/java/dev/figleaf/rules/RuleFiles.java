package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** Short ways for tests to read rules. */
final class RuleFiles {
  private RuleFiles() {}

  static RuleReader reader() {
    return new RuleReader(Environment.of(Map.of()));
  }

  static RuleSet good(ReadResult result) {
    assertThat(result.problems()).isEmpty();
    return ((ReadResult.Ok) result).rules();
  }

  static RuleSet good(String text) {
    return good(reader().read(Map.of("rules.yaml", text)));
  }

  /** Problems as an operator sees them. */
  static String problems(ReadResult result) {
    return String.join("\n", result.problems().stream().map(Problem::toString).toList());
  }

  static String problems(String text) {
    return problems(reader().read(Map.of("rules.yaml", text)));
  }

  /** A rule file with one upstream and these routes. */
  static String withRoutes(String routes) {
    return """
        version: 1
        upstreams:
          monolith: { url: http://127.0.0.1:8081 }
        routes:
        """
        + routes;
  }
}
