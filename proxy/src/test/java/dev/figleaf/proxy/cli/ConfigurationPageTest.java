package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} has a row for each key, and says what its record says. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final String BEGIN = "| key | variable | default | is |\n| --- | --- | --- | --- |\n";

  @Test
  void thePageHasEveryKey() throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf("\n\n", begin) + 1;
    if (Boolean.getBoolean("wire.write")) {
      page = page.substring(0, begin) + rows() + page.substring(end);
      Files.writeString(PAGE, page);
      end = page.indexOf("\n\n", begin) + 1;
    }
    assertThat(page.substring(begin, end)).isEqualTo(rows());
  }

  private static String rows() {
    return ConfigKey.ALL.stream()
        .map(
            key ->
                "| `%s` | `%s` | %s | %s |\n"
                    .formatted(
                        key.name(),
                        key.variable(),
                        key.absent().isEmpty() ? "" : "`" + key.absent() + "`",
                        key.doc()))
        .collect(Collectors.joining());
  }
}
