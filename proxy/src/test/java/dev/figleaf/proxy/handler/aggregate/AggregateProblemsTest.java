package dev.figleaf.proxy.handler.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.Problem;
import dev.figleaf.rules.ReadResult;
import dev.figleaf.rules.RuleReader;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Expressions that are none are told of with their place. */
class AggregateProblemsTest {
  @Test
  void everyExpressionThatDoesNotParseIsTold() {
    String rules =
        """
        version: 1
        upstreams: { old: { url: http://127.0.0.1:8081 } }
        routes:
          - match: /home
            aggregate:
              shape: "{ 'a': "
              parts:
                user: { upstream: old, path: /u, when: "1 +" }
                made: { upstream: old, path: /m, method: POST, body: "$match('a', /b/)" }
                sent: { upstream: old, path: /s, method: POST, body: request }
        """;
    ReadResult read = new RuleReader(_ -> Optional.empty()).read(Map.of("rules.yaml", rules));

    assertThat(AggregateProblems.find(((ReadResult.Ok) read).rules()))
        .extracting(Problem::toString)
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .startsWith("rules.yaml:6:14 routes[0].aggregate.shape: is not JSONata"),
            one ->
                assertThat(one)
                    .startsWith("rules.yaml:8:48 routes[0].aggregate.parts.user.when: is not"),
            one -> assertThat(one).contains(":9:62 ").contains("regular expressions are refused"));
  }
}
