package dev.figleaf.proxy.handler.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.Problem;
import dev.figleaf.rules.ReadResult;
import dev.figleaf.rules.RuleReader;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Expressions that are none are told of with their place. */
class TransformProblemsTest {
  @Test
  void everyExpressionThatDoesNotParseIsTold() {
    String rules =
        """
        version: 1
        upstreams: { old: { url: http://127.0.0.1:8081 } }
        routes:
          - match: /items
            to: old
            transform:
              max-body: 1KiB
              request: { body: '{ "a": ' }
              response:
                body: $match(a, /b/)
          - match: /orders
            to: old
            transform: { max-body: 1KiB, request: { body: 'a.b' } }
        """;
    ReadResult read = new RuleReader(_ -> Optional.empty()).read(Map.of("rules.yaml", rules));

    assertThat(TransformProblems.find(((ReadResult.Ok) read).rules()))
        .extracting(Problem::toString)
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .startsWith("rules.yaml:8:24 routes[0].transform.request.body: is not JSONata"),
            one -> assertThat(one).contains(":10:15 ").contains("regular expressions are refused"));
  }
}
