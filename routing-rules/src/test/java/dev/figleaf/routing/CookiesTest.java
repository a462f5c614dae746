package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a=1            | a  | 1
          a=1; b=2       | a  | 1
          a=1; b=2       | b  | 2
          a=1;b=2        | b  | 2
          a=1;  b = 2  ; | b  | 2
          ab=1; b=2      | b  | 2
          b=1; ab=2      | ab | 2
          a=1; a=2       | a  | 1
          a=             | a  | ''
          a=b=c          | a  | b=c
          a="x y"        | a  | "x y"
          a; b=2         | b  | 2
          ;;a=1          | a  | 1
          a=1            | A  |
          a=1            | b  |
          a              | a  |
          a; b           | b  |
          ''             | a  |
          ;              | a  |
          b=a=1          | a  |
          b="a=1"        | a  |
          =1             | a  |
          """)
  void readsTheFirstCookieOfAName(String header, String name, @Nullable String value) {
    assertThat(Cookies.value(header, name)).isEqualTo(value);
  }
}
