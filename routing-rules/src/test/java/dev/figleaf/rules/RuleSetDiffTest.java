package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Pairs of rule files beside what differs: {@code diffs/NAME/before.yaml}, {@code after.yaml},
 * {@code lines}. With {@code -Dgolden.write=true} the lines are written anew, to be read in the
 * diff.
 */
class RuleSetDiffTest {
  private static final Path FOLDER = Path.of("src/test/resources/diffs");
  private static final String SECRET = "hunter2-is-secret";
  private static final boolean WRITING =
      Boolean.getBoolean("golden.write") && System.getenv("CI") == null;
  private static final RuleReader READER =
      new RuleReader(Environment.of(Map.of("KEY", SECRET, "OTHER", SECRET + "-too")));

  @TestFactory
  Stream<DynamicTest> everyDifferenceIsToldInTheseWords() throws IOException {
    try (Stream<Path> pairs = Files.list(FOLDER)) {
      return pairs.sorted().toList().stream()
          .map(pair -> DynamicTest.dynamicTest(pair.getFileName().toString(), () -> check(pair)));
    }
  }

  private static void check(Path pair) throws IOException {
    Path expected = pair.resolve("lines");
    String found =
        RuleSetDiff.between(rules(pair.resolve("before.yaml")), rules(pair.resolve("after.yaml")))
            .lines()
            .stream()
            .map(line -> line.replace(pair + "/", "") + "\n")
            .collect(Collectors.joining());
    if (WRITING) {
      Files.writeString(expected, found);
    }
    assertThat(found).doesNotContain(SECRET).isEqualTo(Files.readString(expected));
  }

  @Test
  void aRuleSetDoesNotDifferFromItself() {
    RuleSet everything = rules(Path.of("src/test/resources/valid/everything.yaml"));

    assertThat(RuleSetDiff.between(everything, everything).isEmpty()).isTrue();
  }

  @Test
  void everyKeyOfTheLanguageCanBeTold() {
    RuleSet everything = rules(Path.of("src/test/resources/valid/everything.yaml"));
    RuleSet little = rules(FOLDER.resolve("secrets/before.yaml"));

    for (RuleSetDiff diff :
        List.of(RuleSetDiff.between(little, everything), RuleSetDiff.between(everything, little))) {
      assertThat(diff.lines())
          .isNotEmpty()
          .allSatisfy(
              line ->
                  assertThat(line)
                      .doesNotContainPattern("[\\p{Cntrl}]")
                      .doesNotContainPattern("[A-Z][A-Za-z]+\\[[a-z]+=")
                      .doesNotContain("Optional", "dev.figleaf", "@"));
    }
  }

  private static RuleSet rules(Path file) {
    return switch (READER.read(file)) {
      case ReadResult.Ok ok -> ok.rules();
      case ReadResult.Rejected rejected ->
          throw new IllegalArgumentException(rejected.problems().toString());
    };
  }
}
