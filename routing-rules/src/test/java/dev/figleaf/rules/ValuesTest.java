package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.figleaf.rules.PathPattern.Segment;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {

  @Test
  void aPatternIsSplitAtItsSlashes() {
    assertThat(PathPattern.parse("/a/{id}/*/**").segments())
        .containsExactly(new Segment.Literal("a"), new Segment.Capture("id"), new Segment.AnyOne());
    assertThat(PathPattern.parse("/a/{id}/*/**").rest()).isTrue();
    assertThat(PathPattern.parse("/**")).isEqualTo(PathPattern.ANY);
    assertThat(PathPattern.parse("/").segments()).containsExactly(new Segment.Literal(""));
    assertThat(PathPattern.parse("/a/").segments())
        .containsExactly(new Segment.Literal("a"), new Segment.Literal(""));
  }

  @ParameterizedTest
  @CsvSource({"/%7euser, /~user", "/%c3%a4, /%C3%A4", "/ä, /%C3%A4", "/a%2fb, /a%2Fb", "/%41, /A"})
  void literalsAreNormalisedAsRequestsAre(String written, String normal) {
    assertThat(PathPattern.parse(written)).hasToString(normal);
  }

  @Test
  void percentagesGoDownToAThousandthOfAPercent() {
    assertThat(Percentage.parse("0.001%")).isEqualTo(new Percentage(1));
    assertThat(Percentage.parse("100%")).isEqualTo(Percentage.ALL);
    assertThat(Percentage.parse("20.500%").fraction()).isEqualTo(0.205);
    assertThatThrownBy(() -> Percentage.parse("0.0001%"))
        .hasMessage("0.0001% is finer than the smallest step, 0.001%");
  }

  @ParameterizedTest
  @CsvSource({"250ms, 250", "5s, 5000", "2m, 120000", "1h, 3600000", "0s, 0"})
  void durationsAreWholeNumbersOfAUnit(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"0B, 0", "64KiB, 65536", "1MiB, 1048576", "3GiB, 3221225472"})
  void sizesArePowersOfTwo(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes)).hasToString(text);
  }

  @Test
  void hostsAreComparedInLowerCaseAndPunycode() {
    assertThat(HostPattern.parse("*.Käse.example")).hasToString("*.xn--kse-qla.example");
    assertThat(HostPattern.parse("[::1]").name()).isEqualTo("[::1]");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:8080, http://localhost:8080, true",
    "127.0.0.1:8080, http://localhost:8080, true",
    "[::1]:8080, http://127.0.0.2:8080, true",
    "[::]:8080, http://[::1]:8080, true",
    "0.0.0.0:80, http://localhost, true",
    "127.0.0.1:443, https://localhost, true",
    "127.0.0.1:8080, http://localhost:8081, false",
    "10.0.0.1:8080, http://localhost:8080, false",
    "10.0.0.1:8080, http://10.0.0.1:8080, true",
    "127.0.0.1:8080, http://shop.example.com:8080, false"
  })
  void theFacadeKnowsItself(String listener, URI upstream, boolean itself) {
    int colon = listener.lastIndexOf(':');
    var own =
        new HostAndPort(
            listener.substring(0, colon), Integer.parseInt(listener.substring(colon + 1)));
    assertThat(own.receives(HostAndPort.of(upstream))).isEqualTo(itself);
  }
}
