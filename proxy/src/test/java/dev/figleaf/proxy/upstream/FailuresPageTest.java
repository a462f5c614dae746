package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/failures.md} says what the enums and records say. */
class FailuresPageTest {
  private static final Path PAGE = Path.of("../docs/failures.md");

  @Test
  void theGeneratedPartsAreAsTheCodeSays() throws Exception {
    String page = Files.readString(PAGE);
    if (Boolean.getBoolean("failures.write")) {
      Files.writeString(PAGE, FailuresPage.renew(page));
    }
    assertThat(Files.readString(PAGE)).isEqualTo(FailuresPage.renew(page));
  }

  @Test
  void everyPartIsThere() throws Exception {
    assertThat(
            Pattern.compile("<!-- generated: ([a-z]+) -->")
                .matcher(Files.readString(PAGE))
                .results())
        .extracting((MatchResult part) -> part.group(1))
        .containsExactly("upstreams", "edge", "defaults");
  }

  @Test
  void everyMetricThatItNamesIsOnThePageOfMetrics() throws Exception {
    String metrics = Files.readString(Path.of("../docs/metrics.md"));

    assertThat(
            Pattern.compile("`(figleaf_[a-z_]+)`")
                .matcher(Files.readString(PAGE))
                .results()
                .map(name -> name.group(1)))
        .isNotEmpty()
        .allMatch(name -> metrics.contains("`" + name + "`"));
  }
}
