package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every mistake beside the words that answer it: {@code problems/NAME.yaml} (or a folder {@code
 * NAME}) and {@code NAME.problems}.
 *
 * <p>After a change of words, {@code mvn test -pl routing-rules -Dtest=GoldenProblemsTest
 * -Dgolden.write=true} writes them anew, to be read in the diff. It never does so where {@code CI}
 * is set.
 */
class GoldenProblemsTest {
  private static final Path FOLDER = Path.of("src/test/resources/problems");
  private static final String SECRET = "hunter2-is-secret";
  private static final boolean WRITING =
      Boolean.getBoolean("golden.write") && System.getenv("CI") == null;

  private static final Environment ENVIRONMENT =
      Environment.of(
          Map.of("TOKEN", SECRET, "LINES", "one\ntwo", "TARGET", "shopp-service", "EMPTY", ""));

  @TestFactory
  Stream<DynamicTest> everyMistakeIsAnsweredInTheseWords() throws IOException {
    return mistakes().stream()
        .map(mistake -> DynamicTest.dynamicTest(name(mistake), () -> check(mistake)));
  }

  @Test
  void thereAreAtLeastSixtyMistakes() throws IOException {
    assertThat(mistakes()).hasSizeGreaterThanOrEqualTo(60);
  }

  @Test
  void everyMessageIsOneLineWithoutSecretsOrTraces() throws IOException {
    for (Path mistake : mistakes()) {
      for (Problem problem : read(mistake).problems()) {
        assertThat(problem.toString())
            .doesNotContainPattern("[\\p{Cntrl}]")
            .doesNotContain(SECRET, "Exception", "\tat ", "java.", "dev.figleaf", "null")
            .hasSizeLessThan(500);
      }
    }
  }

  private static void check(Path mistake) throws IOException {
    Path expected = FOLDER.resolve(name(mistake) + ".problems");
    String found =
        read(mistake).problems().stream()
            .map(problem -> problem.toString().replace(FOLDER + "/", "") + "\n")
            .collect(Collectors.joining());
    if (WRITING) {
      Files.writeString(expected, found);
    }
    assertThat(expected).exists();
    assertThat(found).isNotEmpty().isEqualTo(Files.readString(expected));
  }

  private static ReadResult read(Path mistake) {
    return new RuleReader(ENVIRONMENT)
        .withSelf(Set.of(new HostAndPort("0.0.0.0", 8080)))
        .read(mistake);
  }

  private static List<Path> mistakes() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> Files.isDirectory(file) || file.toString().endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }

  private static String name(Path mistake) {
    return mistake.getFileName().toString().replaceFirst("\\.yaml$", "");
  }
}
