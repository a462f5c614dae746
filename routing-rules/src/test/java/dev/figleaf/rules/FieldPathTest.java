package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "header:x-request-id",
        "cookie:SESSION",
        "body",
        "body:$",
        "body:$.generatedAt",
        "body:$.items[*].price",
        "body:$..updatedAt",
        "body:$.byId.*.name",
        "body:$['a b']['it\\'s']",
        "body:/order/item/@sku",
        "body://input/@value",
        "body:/o/*",
      })
  void aPlaceIsWrittenAsItIsRead(String text) {
    assertThat(FieldPath.parse(text)).hasToString(text);
  }

  @Test
  void namesOfHeadersAreReadInLowerCase() {
    assertThat(FieldPath.parse("header:X-Request-Id"))
        .isEqualTo(new FieldPath.Header("x-request-id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.a | is not a place in an answer",
        "body:a | begins with $ (JSON) or / (XML and HTML), such as body:$.a",
        "body:$.items[0].a | write [*] for [0]",
        "body:$.a b | is no step of a path",
        "body:/a/@b/c | is no step of a path",
        "header:a b | cannot be the name of a header",
        "cookie: | cannot be the name of a cookie",
      })
  void aMistakeIsAnsweredWithARemedy(String text, String remedy) {
    assertThatThrownBy(() -> FieldPath.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(remedy);
  }

  @Test
  void aPathHasABound() {
    assertThatThrownBy(() -> FieldPath.parse("body:$" + ".a".repeat(41)))
        .hasMessage("a place has at most 40 steps");
  }

  @Test
  void aToleranceIsANumberOrADuration() {
    assertThat(Tolerance.parse("0.01"))
        .isEqualTo(new Tolerance.Numbers(new java.math.BigDecimal("0.01")));
    assertThat(Tolerance.parse("5s"))
        .isEqualTo(new Tolerance.Times(java.time.Duration.ofSeconds(5)));
  }

  @ParameterizedTest
  @CsvSource({"-1,is below zero", "x,is no tolerance"})
  void aToleranceThatIsNoneIsRefused(String text, String remedy) {
    assertThatThrownBy(() -> Tolerance.parse(text)).hasMessageContaining(remedy);
  }
}
