package dev.figleaf.proxy.handler.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.http.HeaderList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of the headers of parts the strictest wins. */
class CombinedHeadersTest {
  private static HeaderList headers(String... pairs) {
    var headers = HeaderList.ofSize(4);
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(pairs[i], pairs[i + 1]);
    }
    return headers;
  }

  private static HeaderList combined(HeaderList... parts) {
    var out = HeaderList.ofSize(4);
    CombinedHeaders.write(List.of(parts), false, Set.of(), out);
    return out;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max-age=60            | max-age=30, must-revalidate | max-age=30, must-revalidate
          public, max-age=60    | public, max-age=90          | public, max-age=60
          public, max-age=60    | max-age=90                  | max-age=60
          private, max-age=60   | public, max-age=90          | private, max-age=60
          max-age=60            | no-cache                    | no-cache
          max-age=60            | no-store                    | no-store
          max-age=60            | ''                          | no-cache
          max-age=60, s-maxage=9| max-age=70, s-maxage=8      | max-age=60, s-maxage=8
          max-age=60, s-maxage=9| max-age=5                   | max-age=5
          max-age=x             | max-age=60                  | no-cache
          max-age=60, s-maxage=9| private                     | private, no-cache
          """)
  void theShortestAndMostPrivateLifeWins(String one, String other, String both) {
    assertThat(
            combined(headers("Cache-Control", one), headers("Cache-Control", other))
                .text("Cache-Control"))
        .isEqualTo(both);
  }

  @Test
  void whatIsOldAlreadyLivesShorter() {
    assertThat(
            combined(
                    headers("Cache-Control", "max-age=60", "Age", "50"),
                    headers("Cache-Control", "max-age=30"))
                .text("Cache-Control"))
        .isEqualTo("max-age=10");
  }

  @Test
  void aPartialAnswerIsNeverStored() {
    var out = HeaderList.ofSize(4);
    CombinedHeaders.write(
        List.of(
            headers(
                "Cache-Control", "max-age=60", "Last-Modified", "Mon, 05 Jan 2026 10:00:00 GMT")),
        true,
        Set.of(),
        out);
    assertThat(out.all("Cache-Control")).containsExactly("no-store");
    assertThat(out.contains("Last-Modified")).isFalse();
  }

  @Test
  void cookiesAllPassAndTheLaterOfTwoAlikeStays() {
    HeaderList out =
        combined(
            headers("Set-Cookie", "a=1; Path=/", "Set-Cookie", "b=1", "Cache-Control", "max-age=9"),
            headers(
                "Set-Cookie",
                "a=2; path=/",
                "Set-Cookie",
                "a=3; Path=/x",
                "Cache-Control",
                "max-age=9"));
    assertThat(out.all("Set-Cookie")).containsExactly("b=1", "a=2; path=/", "a=3; Path=/x");
    assertThat(out.text("Cache-Control")).isEqualTo("private, max-age=9");
  }

  @Test
  void variesByAllThatPartsVaryByButCodings() {
    var out = HeaderList.ofSize(4);
    CombinedHeaders.write(
        List.of(headers("Vary", "Accept-Encoding, X-A"), headers("Vary", "x-a, X-B")),
        false,
        List.of("X-Client"),
        out);
    assertThat(out.text("Vary")).isEqualTo("X-A, X-B, X-Client");
    assertThat(combined(headers("Vary", "*"), headers("Vary", "X-A")).text("Vary")).isEqualTo("*");
  }

  @Test
  void theLatestChangeCountsWhereEveryPartTellsOne() {
    HeaderList old = headers("Last-Modified", "Mon, 05 Jan 2026 10:00:00 GMT");
    HeaderList late = headers("Last-Modified", "Tue, 06 Jan 2026 10:00:00 GMT");
    assertThat(combined(late, old).text("Last-Modified"))
        .isEqualTo("Tue, 06 Jan 2026 10:00:00 GMT");
    assertThat(combined(late, old, headers("X", "y")).contains("Last-Modified")).isFalse();
  }

  @Test
  void validatorsOfPartsAreNotTheWholes() {
    assertThat(combined(headers("ETag", "\"a\"")).contains("ETag")).isFalse();
  }
}
