package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies that make comparers slow: each takes milliseconds here, and minutes where time squares.
 */
class HostileBodiesTest {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  static Stream<Arguments> bodies() {
    return Stream.of(
        hostile("deep arrays", Answers::json, "[".repeat(500_000), "[".repeat(500_001)),
        hostile("deep objects", Answers::json, nested("{\"a\":", "1", "}", 190), "1"),
        hostile("long array", Answers::json, numbers(0, 300_000), numbers(1, 300_000)),
        hostile("reversed array", Answers::json, numbers(0, 200_000), reversed(200_000)),
        hostile("many keys", Answers::json, keys("k", 100_000), keys("l", 100_000)),
        hostile("huge numbers", Answers::json, "[" + digits("1") + "]", "[" + digits("2") + "]"),
        hostile("many tags", Answers::xml, tags("a", 190_000), tags("b", 190_000)),
        hostile("deep tags", Answers::xml, nested("<a>", "", "</a>", 100_000), "<a/>"),
        hostile("unclosed bold", Answers::html, "<b>".repeat(300_000), "<b>".repeat(300_001)),
        hostile("unclosed links", Answers::html, "<a><p>".repeat(50_000), "<a>".repeat(50_000)),
        hostile("nested tables", Answers::html, "<table><tr><td>".repeat(50_000), "<table>"),
        hostile("many lines", Answers::text, "a\nb\n".repeat(500_000), "b\na\n".repeat(500_001)),
        hostile("white space", Answers::html, "<p>" + " ".repeat(900_000), "<p> x"));
  }

  private static Arguments hostile(
      String name, Function<String, Answer> as, String control, String candidate) {
    return Arguments.of(name, as.apply(control), as.apply(candidate));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void comparingEndsSoon(String name, Answer control, Answer candidate) {
    long start = System.nanoTime();
    Comparison comparison = new Answers.Said().compare(control, candidate);
    assertThat(comparison.differences()).as(name).isNotEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
  }

  private static String nested(String open, String inside, String close, int depth) {
    return open.repeat(depth) + inside + close.repeat(depth);
  }

  private static String numbers(int from, int count) {
    return array(IntStream.range(from, from + count).boxed().toList());
  }

  private static String reversed(int count) {
    return array(IntStream.range(0, count).boxed().toList().reversed());
  }

  private static String array(List<Integer> items) {
    return items.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }

  private static String keys(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + prefix + i + "\":1")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String digits(String digit) {
    return String.join(",", Collections.nCopies(3_000, digit.repeat(900)));
  }

  private static String tags(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "<" + name + i + "/>")
        .collect(Collectors.joining("", "<o>", "</o>"));
  }
}
