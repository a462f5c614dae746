package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is done to a rule file, reading it ends in a rule set or in problems. */
class RuleReaderFuzzTest {
  private static final String SECRET = "hunter2-is-secret";
  private static final String VALID = text("everything.yaml");
  private static final List<String> PIECES =
      List.of(
          "&a ",
          "*a",
          "<<: *a\n",
          "!!str ",
          "${X}",
          "${",
          "$${",
          "{",
          "}",
          "[",
          "]",
          ": ",
          "- ",
          "\n",
          "\t",
          "'",
          "\"",
          "|\n",
          ">",
          "#",
          "---\n",
          "...",
          "?",
          "%",
          "null",
          "~",
          "NO",
          "-1",
          "1e9",
          "\u0000",
          "\uD800",
          "\uFEFF",
          "ä",
          "${file:/dev/null}",
          "/**",
          "weight",
          "routes:\n");

  @Property(tries = 2_000)
  void mutatedRulesGiveProblemsOrRules(@ForAll long seed) {
    check(mutated(new Random(seed)));
  }

  @Property(tries = 1_000)
  void anyTextGivesProblemsOrRules(@ForAll String text) {
    check(text);
  }

  private static void check(String text) {
    ReadResult result =
        new RuleReader(Environment.of(Map.of("X", SECRET))).read(Map.of("a.yaml", text));
    switch (result) {
      case ReadResult.Ok ok -> assertThat(ok.rules().routes()).isNotEmpty();
      case ReadResult.Rejected rejected ->
          assertThat(rejected.problems()).anyMatch(Problem::isError);
    }
    assertThat(result.problems())
        .allSatisfy(
            problem ->
                assertThat(problem.toString())
                    .doesNotContainPattern("\\p{Cntrl}")
                    .doesNotContain(SECRET))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  private static String mutated(Random random) {
    var text = new StringBuilder(VALID);
    for (int i = 0; i <= random.nextInt(4); i++) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 200)));
      }
    }
    return text.toString();
  }

  private static String text(String name) {
    try {
      return Files.readString(Path.of("src/test/resources/valid", name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
