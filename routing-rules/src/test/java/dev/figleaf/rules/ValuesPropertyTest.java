package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ValuesPropertyTest {

  @Property
  void everyPercentageIsReadFromItsText(@ForAll @IntRange(max = 100_000) int thousandths) {
    var percentage = new Percentage(thousandths);
    assertThat(Percentage.parse(percentage.toString())).isEqualTo(percentage);
  }

  @Property
  void everyDurationIsReadFromItsText(@ForAll @LongRange(max = 31_536_000_000L) long millis) {
    Duration duration = Duration.ofMillis(millis);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @Property
  void everySizeIsReadFromItsText(@ForAll @LongRange(max = Long.MAX_VALUE >> 10) long bytes) {
    var size = new ByteSize(bytes);
    assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
  }

  @Property
  void everyPatternIsReadFromItsText(@ForAll("patterns") String text) {
    PathPattern pattern = PathPattern.parse(text);
    assertThat(PathPattern.parse(pattern.toString())).isEqualTo(pattern);
    assertThat(pattern.toString()).matches("[!-~]+");
  }

  @Provide
  Arbitrary<String> patterns() {
    Arbitrary<String> literal =
        Arbitraries.of("a", "items", "v1.0", "%7Euser", "%c3%a4", "ä", "a:b", "(x)", "%2F", "~");
    Arbitrary<String> any = Arbitraries.just("*");
    Arbitrary<String> segment = Arbitraries.oneOf(literal, any);
    Arbitrary<String> end = Arbitraries.of("", "/**", "/", "/{last}");
    return segment
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .flatMap(list -> end.map(last -> "/" + String.join("/", list) + last));
  }

  @Property
  void noTextMakesAParserFailInAnotherWay(@ForAll String text) {
    List<Function<String, Object>> parsers =
        List.of(
            PathPattern::parse,
            HostPattern::parse,
            HostPolicy::parse,
            Percentage::parse,
            ByteSize::parse,
            Durations::parse,
            CohortKey::parse,
            CohortSpec::parse,
            Protocol::parse,
            Cidr::parse,
            Regexes::compile);
    for (Function<String, Object> parser : parsers) {
      try {
        assertThat(parser.apply(text)).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching("(?s).{5,}");
      }
    }
    for (TextKind kind : TextKind.values()) {
      try {
        assertThat(kind.read(text)).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching("(?s).{5,}");
      }
    }
  }
}
