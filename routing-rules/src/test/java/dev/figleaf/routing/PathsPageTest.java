package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.PathSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/paths.md} tells what becomes of a path. */
class PathsPageTest {
  private static final Pattern ROW =
      Pattern.compile("\\| (\\w+) \\| (\\w+) \\| (\\w+) \\| `([^`]+)` \\| (?:`([^`]+)`|400) \\|");

  private record Row(PathSpec spec, String sent, String seen) {}

  private static Stream<Row> rows() throws IOException {
    return Files.readAllLines(Path.of("../docs/paths.md")).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(
            row ->
                new Row(
                    new PathSpec(
                        PathSpec.Slashes.valueOf(upper(row.group(1))),
                        PathSpec.EncodedSlash.valueOf(upper(row.group(2))),
                        PathSpec.DotSegments.valueOf(upper(row.group(3)))),
                    row.group(4),
                    row.group(5)));
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowHolds(Row row) {
    assertThat(PathNormalizer.normalise(row.sent(), row.spec())).isEqualTo(row.seen());
    assertThat(PathNormalizer.refusal(row.sent(), row.spec()).isPresent())
        .isEqualTo(row.seen() == null);
  }

  @Test
  void thereAreRows() throws IOException {
    assertThat(rows().count()).isGreaterThan(30);
  }
}
