package dev.figleaf.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** How facts read on a terminal. */
class FactTest {
  @Test
  void theEventComesFirstThenItsFigures() {
    assertThat(
            Fact.of("rules accepted").with("revision", 7).with("routes", 3).getFormattedMessage())
        .isEqualTo("rules accepted revision=7 routes=3");
  }

  @Test
  void valuesThatAreNoSingleWordAreQuoted() {
    assertThat(
            Fact.of("e").with("a", "x y").with("b", "").with("c", "q\"=\\").getFormattedMessage())
        .isEqualTo("e a=\"x y\" b=\"\" c=\"q\\\"=\\\\\"");
  }

  @Test
  void aCopyIsTheSameFact() {
    var fact = Fact.of("rules accepted").with("revision", 7);
    assertThat(fact.newInstance(Map.of("revision", 7))).isEqualTo(fact).hasSameHashCodeAs(fact);
    assertThat(fact).isNotEqualTo(Fact.of("rules rejected").with("revision", 7));
  }
}
