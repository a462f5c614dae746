package dev.figleaf.proxy.handler.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.routing.Query;
import dev.figleaf.rules.PartPath;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values never change the structure of the path that they stand in. */
class PartTargetTest {
  private static PartTarget fill(String path, String value) {
    return PartTarget.fill(PartPath.parse(path), _ -> List.of(value));
  }

  @Property(tries = 5_000)
  void aValueInThePathStaysOneSegment(@ForAll String value) {
    switch (fill("/a/{x.y}/b?c=1", value)) {
      case PartTarget.At(String target) -> {
        String[] segments = target.substring(0, target.indexOf('?')).split("/", -1);
        assertThat(segments).hasSize(4).startsWith("", "a").endsWith("b");
        assertThat(segments[2]).isNotIn(".", "..", "").matches("[A-Za-z0-9._~%-]+");
        assertThat(target).endsWith("/b?c=1");
        String plain = URLDecoder.decode(segments[2], StandardCharsets.UTF_8);
        assertThat(plain).isEqualTo(wellFormed(value));
      }
      case PartTarget.Missing _ -> assertThat(value).isEmpty();
      case PartTarget.Refused _ ->
          assertThat(value).matches("(?s)\\.\\.?|.*[/\\\\\\p{Cntrl}].*|.{2000,}");
    }
  }

  @Property(tries = 5_000)
  void aValueInTheQueryStaysOneParameter(@ForAll String value) {
    switch (fill("/a?c={x.y}&d=1", value)) {
      case PartTarget.At(String target) -> {
        String query = target.substring(3);
        assertThat(target).startsWith("/a?c=");
        assertThat(query).matches("c=[A-Za-z0-9._~%-]*&d=1");
        assertThat(Query.value(query, "c")).isEqualTo(wellFormed(value));
        assertThat(Query.value(query, "d")).isEqualTo("1");
      }
      case PartTarget.Missing _ -> assertThat(value).as("never missing").isNull();
      case PartTarget.Refused _ -> assertThat(value).matches("(?s).*\0.*|.{2000,}");
    }
  }

  /** Half of a surrogate pair is no character: it leaves as a question mark. */
  private static String wellFormed(String value) {
    return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/b", "../x", "a\\b", "a\nb", "\0"})
  void whatWouldChangeThePathIsRefused(String value) {
    assertThat(fill("/a/{x.y}/b", value)).isEqualTo(new PartTarget.Refused());
  }

  @ParameterizedTest
  @CsvSource({"/{a.b}{c.d}, .", "/x/{a.b}., ."})
  void dotsThatOnlyTogetherMakeASegmentAreRefusedToo(String path, String value) {
    assertThat(fill(path, value)).isEqualTo(new PartTarget.Refused());
  }

  @Example
  void whatIsMissingHasItsDefaultOrNothing() {
    assertThat(PartTarget.fill(PartPath.parse("/a?p={query.p:-1&2}"), _ -> null))
        .isEqualTo(new PartTarget.At("/a?p=1%262"));
    assertThat(PartTarget.fill(PartPath.parse("/a/{query.p}"), _ -> null))
        .isInstanceOf(PartTarget.Missing.class);
  }

  @Example
  void aBatchIsPartedByCommasThatNoValueCanMake() {
    assertThat(PartTarget.fill(PartPath.parse("/a?i={ids}"), _ -> List.of("1,2", "3")))
        .isEqualTo(new PartTarget.At("/a?i=1%2C2,3"));
  }
}
