package dev.figleaf.proxy.shadow.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrettyLinesTest {
  private static List<String> lines(String body) {
    return PrettyLines.of(body).stream().map(PrettyLines.Line::text).toList();
  }

  @Test
  void numbersKeepTheDigitsThatTheyHad() {
    assertThat(lines("{\"a\":50.0,\"b\":0.10000000000000001,\"c\":1E+400}"))
        .containsExactly(
            "{", "  \"a\": 50.0,", "  \"b\": 0.10000000000000001,", "  \"c\": 1E+400", "}");
  }

  @Test
  void eachLineKnowsItsPlace() {
    assertThat(PrettyLines.of("{\"items\":[{\"price\":1}]}"))
        .extracting(PrettyLines.Line::place)
        .contains("body:$.items[*].price");
  }

  @Test
  void whatIsNoJsonStaysAsItIs() {
    assertThat(lines("{\"a\":5\n}}")).containsExactly("{\"a\":5", "}}");
  }
}
