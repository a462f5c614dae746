package dev.figleaf.routing;

import static dev.figleaf.routing.Heads.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.Composition;
import dev.figleaf.rules.ExpressionRoots;
import dev.figleaf.rules.ReadResult;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked at once, and what after what. */
class CompositionTest {
  private static final String RULES =
      """
      version: 1
      upstreams:
        old: { url: http://127.0.0.1:8081 }
        new: { url: http://127.0.0.1:8082 }
      seams: { s: { from: old, to: new, weight: 20%, cohort: [ip] } }
      routes:
        - match: "/home/{id}"
          aggregate:
            timeout: 800ms
            parts:
              lines: { upstream: old, path: "/l/{each.id}", each: { of: orders.items, at-most: 5 }, timeout: 100ms }
              user: { upstream: old, path: "/u/{id}" }
              orders: { seam: s, path: "/o?u={user.id}", optional: true }
              extra: { upstream: old, path: /e, when: "user.plan = 'gold'", default: [] }
              picks: { upstream: new, path: /p }
      tests:
        - { name: good, request: { path: /home/1, bucket: 0.1 }, expect: { parts: { orders: new, user: old } } }
        - { name: bad, request: { path: /home/1, bucket: 0.1 }, expect: { parts: { orders: old, none: old } } }
      """;

  private static RuleSet rules() {
    ReadResult read = new RuleReader(_ -> Optional.empty()).read(Map.of("rules.yaml", RULES));
    return ((ReadResult.Ok) read).rules();
  }

  @Test
  void aPartIsAskedAfterThoseThatItNeeds() {
    var aggregate = (Action.Aggregate) rules().routes().getFirst().action();
    Composition composition = Composition.of(aggregate, List.of("id"));

    assertThat(composition.stages())
        .containsExactly(List.of("user", "picks"), List.of("orders", "extra"), List.of("lines"));
    assertThat(composition.uses("lines")).containsExactly("orders");
    assertThat(composition.cycle()).isEmpty();
  }

  @Test
  void explainShowsThePlan() {
    RouteTable table = RouteTable.compile(rules());

    assertThat(table.explain(get("/home/7").build()).lines())
        .containsSubsequence(
            "  put together of 5 parts within 800ms",
            "  1. at once",
            "     user: GET /u/{id}; upstream: old; on failure: fail",
            "     picks: GET /p; upstream: new; on failure: fail",
            "  2. when what they need is there",
            "     extra: GET /e; upstream: old; after user; when user.plan = 'gold'; on failure: default",
            "  3. when what they need is there",
            "     lines: GET /l/{each.id}; upstream: old; after orders; for each of orders.items, at most 5, 4 at once; within 100ms; on failure: fail");
  }

  @Test
  void testsHoldWhoAnswersAPart() {
    RuleSet rules = rules();

    RuleTests.Report report = RuleTests.run(rules, RouteTable.compile(rules), Rules.NO_BODIES);

    assertThat(report.results().getFirst().passed()).isTrue();
    assertThat(report.results().getLast().checks())
        .extracting(check -> check.field() + " " + check.actual() + " " + check.passed())
        .containsExactly("parts.orders new false", "parts.none none false");
  }

  @Test
  void capturesAreDecodedByWhoNeedsThem() {
    Route route = RouteTable.compile(rules()).routes().getFirst();

    assertThat(route.captured("/home/a%20b", "id")).isEqualTo("a%20b");
    assertThat(route.captured("/home/a", "other")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user.id                          | user
          user . orders                    | user
          $.user.id                        | ''
          $$.user.id                       | user
          $sum(orders.items.price)         | orders
          user.plan = "orders"             | user
          { "a": user.x, 'b': picks }      | user,picks
          `user`.x /* orders */ + picks    | user,picks
          user[$.orders > 0]               | user
          user[orders > 0]                 | user,orders
          """)
  void anExpressionBeginsToReadAtTheseNames(String expression, String names) {
    var roots = new LinkedHashSet<>(ExpressionRoots.of(expression));
    roots.retainAll(List.of("user", "orders", "picks"));
    assertThat(String.join(",", roots)).isEqualTo(names);
  }
}
