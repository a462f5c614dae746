package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.ReadResult;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose messages a transform changes, as tests and explanations tell it. */
class TransformRulesTest {

  /** Rules whose expressions are what they make, with a test of these expectations. */
  private static RuleSet rules(String bucket, String expect) {
    String text =
        """
        version: 1
        upstreams:
          old: { url: http://127.0.0.1:8081 }
          new: { url: http://127.0.0.1:8082 }
        seams: { items: { from: old, to: new, weight: 20%%, cohort: [ip] } }
        routes:
          - match: /items
            seam: items
            transform:
              max-body: 1KiB
              request:
                body: '{"made": 1.0}'
                headers: { rename: { X-A: X-B }, set: { X-Key: secret }, remove: [X-C] }
              response:
                body: '[2]'
                on: [201, 5xx]
                status: { 201: 200, 4xx: 400, 404: 410 }
          - match: /fails
            to: new
            transform: { max-body: 1KiB, request: { body: fails } }
        tests:
          - name: a test
            request: { path: /items, bucket: %s, json: { asked: 1 } }
            answer: { status: 201, json: [1] }
            expect: { %s }
          - name: a failure
            request: { path: /fails, json: 1 }
            expect: { sent: 2 }
        """
            .formatted(bucket, expect);
    ReadResult read = new RuleReader(_ -> Optional.empty()).read(Map.of("rules.yaml", text));
    assertThat(read.problems()).isEmpty();
    return ((ReadResult.Ok) read).rules();
  }

  private static List<RuleTests.Check> checks(RuleSet rules, int test) {
    return RuleTests.run(rules, RouteTable.compile(rules), Rules.NO_BODIES)
        .results()
        .get(test)
        .checks();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.1 | sent: { made: 1 }  | true
          0.1 | sent: { asked: 1 } | false
          0.9 | sent: { asked: 1 } | true
          0.1 | json: [2]          | true
          0.9 | json: [1]          | true
          0.9 | json: [2]          | false
          0.1 | status: 200        | true
          0.9 | status: 201        | true
          """)
  void aSeamChangesTheMessagesOfItsNewSideAlone(String bucket, String expect, boolean passes) {
    assertThat(checks(rules(bucket, expect), 0))
        .singleElement()
        .satisfies(check -> assertThat(check.passed()).as("%s", check).isEqualTo(passes));
  }

  @Test
  void anExpressionThatFailsIsTold() {
    assertThat(checks(rules("0.1", "status: 200"), 1))
        .singleElement()
        .satisfies(
            check -> assertThat(check.actual()).isEqualTo("none, because the expression fails"));
  }

  @Test
  void explainShowsWhatChangesButNoValuesOfHeaders() {
    RuleSet rules = rules("0.1", "status: 200");
    var head =
        new SimpleRequestHead("GET", "", "/items", null, Map.of(), new byte[] {127, 0, 0, 1});

    assertThat(RouteTable.compile(rules).explain(head).facts())
        .containsSequence(
            "transform for `to` of the seam items, up to 1KiB",
            "  request: body {\"made\": 1.0}; X-A is called X-B; X-C is removed; X-Key is set",
            "  answer: body of 201, 5xx [2]; 201 becomes 200; 4xx becomes 400; 404 becomes 410");
  }

  @ParameterizedTest
  @CsvSource({"200, 200", "201, 200", "404, 410", "422, 400", "500, 500"})
  void aStatusGoesBeforeItsClass(int answered, int told) {
    var spec = rules("0.1", "status: 200").routes().getFirst().transform();
    assertThat(spec).isNotNull();
    assertThat(spec.response().told(answered)).isEqualTo(told);
  }
}
