package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.figleaf.rules.LatencyBudget;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.ReadySpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets and examples come back from the store as they went in. */
class ReadyJsonTest {
  private static final ReadySpec WITH_LATENCY =
      new ReadySpec(
          Percentage.parse("1%"),
          Percentage.parse("0.5%"),
          Percentage.parse("99%"),
          350,
          Percentage.parse("80%"),
          new LatencyBudget(Duration.ofMillis(300), Percentage.parse("1%")));

  @Test
  void budgetsAreWrittenAsRulesWriteThem() {
    assertThat(ReadyJson.write(WITH_LATENCY))
        .isEqualTo(
            "{\"mismatches\":\"1%\",\"errors\":\"0.5%\",\"confidence\":\"99%\",\"samples\":350,"
                + "\"coverage\":\"80%\",\"latency\":{\"within\":\"300ms\",\"slower\":\"1%\"}}");
  }

  @Test
  void budgetsComeBackAsTheyWere() {
    assertThat(ReadyJson.read(ReadyJson.write(WITH_LATENCY))).isEqualTo(WITH_LATENCY);
    assertThat(ReadyJson.read(ReadyJson.write(ReadySpec.STANDARD))).isEqualTo(ReadySpec.STANDARD);
  }

  @Test
  void whatIsMissingIsTheUsual() {
    assertThat(ReadyJson.read("{}")).isEqualTo(ReadySpec.STANDARD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "{", "{\"mismatches\":\"lots\"}"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> ReadyJson.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anExampleComesBackAsItWas() {
    var example =
        new ExampleJson.Example(
            "POST",
            "/a?b=\"c\"",
            List.of(new HeaderField("Accept", "*/*")),
            "{}",
            new ExampleJson.Side(
                200, List.of(new HeaderField("Content-Type", "text/plain")), "a\n", null),
            new ExampleJson.Side(0, List.of(), "", "connect-timeout"),
            List.of(
                new ExampleJson.Place("body:$.price", "value", "12.5", "12.49"),
                new ExampleJson.Place("body:$.name", "missing", "\"x\"", null)));

    assertThat(ExampleJson.read(ExampleJson.write(example))).contains(example);
  }

  @Test
  void whatIsNoExampleIsNone() {
    assertThat(ExampleJson.read("[1]")).isEmpty();
    assertThat(ExampleJson.read("{\"")).isEmpty();
  }
}
