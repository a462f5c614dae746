package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a=1            | a   | 1
          a=1&b=2        | b   | 2
          a=1&a=2        | a   | 1
          a              | a   | ''
          a&b=2          | b   | 2
          a=             | a   | ''
          a=b=c          | a   | b=c
          a=x+y          | a   | x y
          a=x%20y        | a   | x y
          a=%2B          | a   | +
          a=k%C3%A4se    | a   | käse
          a=100%         | a   | 100%
          a=%zz1         | a   | %zz1
          a=1%2          | a   | 1%2
          %61=1          | a   | 1
          n%6Dm=1        | nmm | 1
          my+name=1      | my name | 1
          %C3%A4=1       | ä   | 1
          &&a=1          | a   | 1
          a=1;b=2        | a   | 1;b=2
          a=1            | A   |
          a=1            | b   |
          ab=1           | a   |
          =1             | a   |
          ''             | a   |
          b=a=1          | a   |
          a%3D1          | a   |
          a=1?b=2        | a   | 1?b=2
          """)
  void readsTheFirstParameterOfAName(String query, String name, @Nullable String value) {
    assertThat(Query.value(query, name)).isEqualTo(value);
  }

  @Test
  void bytesThatAreNoUtf8AreReplaced() {
    assertThat(Query.value("a=%FF", "a")).isEqualTo("\ufffd");
  }

  @Test
  void aNameThatIsAnEscapeIsReadAsWhatItStandsFor() {
    assertThat(Query.value("%61=1", "%61")).isNull();
    assertThat(Query.value("%2561=1", "%61")).isEqualTo("1");
  }
}
