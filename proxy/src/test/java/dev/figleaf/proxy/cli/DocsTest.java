package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.ProcessConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages say about the command line is what it does. */
class DocsTest {
  private static final Path CONFIGURATION = Path.of("../docs/configuration.md");
  private static final Path COMMAND_LINE = Path.of("../docs/command-line.md");

  @Test
  void theTableOfTheConfigIsTheRecord() throws IOException {
    List<String> rows =
        Files.readAllLines(CONFIGURATION).stream()
            .filter(line -> line.matches("\\| `[a-z0-9.-]+` \\| `FIGLEAF_.*"))
            .toList();

    assertThat(rows).isEqualTo(ConfigKey.ALL.stream().map(DocsTest::row).toList());
  }

  @Test
  void theTablesOfListsAreTheirRecords() throws IOException {
    List<String> rows =
        Files.readAllLines(CONFIGURATION).stream()
            .filter(line -> line.matches("\\| `[a-z.]+\\[\\]\\..*"))
            .toList();

    assertThat(rows).isEqualTo(ConfigKey.IN_LISTS.stream().map(DocsTest::listRow).toList());
  }

  private static String listRow(ConfigKey key) {
    String absent = key.absent().isEmpty() ? "" : "`" + key.absent() + "` ";
    return "| `%s` | %s| %s |".formatted(key.name(), absent, key.doc());
  }

  private static String row(ConfigKey key) {
    String absent = key.absent().isEmpty() ? "" : "`" + key.absent() + "` ";
    return "| `%s` | `%s` | %s| %s |".formatted(key.name(), key.variable(), absent, key.doc());
  }

  @Test
  void theExampleOfTheConfigIsGoodAndNamesEveryKey(@TempDir Path folder) throws IOException {
    String example = block(CONFIGURATION, "yaml");
    Path file = Files.writeString(folder.resolve("figleaf.yaml"), example);

    var read = ConfigReader.read(file, Map.of(), Map.of());

    assertThat(read).isInstanceOf(ConfigReader.Result.Ok.class);
    ProcessConfig config = ((ConfigReader.Result.Ok) read).config();
    assertThat(config).hasNoNullFieldsOrProperties();
    assertThat(config.accessLog()).hasNoNullFieldsOrProperties();
  }

  @Test
  void theExampleOfListenersIsGood(@TempDir Path folder) throws IOException {
    String example = block(Path.of("../docs/tls.md"), "yaml");
    Path file = Files.writeString(folder.resolve("figleaf.yaml"), example);

    var read = ConfigReader.read(file, Map.of("TLS_PASSWORD", "secret"), Map.of());

    assertThat(read).isInstanceOf(ConfigReader.Result.Ok.class);
    assertThat(((ConfigReader.Result.Ok) read).config().listeners()).hasSize(4);
  }

  private static String block(Path page, String language) throws IOException {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(Files.readString(page))
        .results()
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "check",
        "test",
        "explain",
        "diff",
        "status",
        "seams",
        "upstreams",
        "inventory",
        "sunset",
        "history",
        "rules",
        "override",
        "panic",
        "calm",
        "rollback",
        "top",
        "tail",
        "report",
        "report accept",
        "report revoke",
        "report export",
        "report restart",
        "record",
        "schema",
        "config",
        "demo",
        "version",
        "completion"
      })
  void thePageOfTheCommandLineHasTheHelpOfEveryCommand(String command) throws IOException {
    String help = Typed.of((command + " --help").strip().split(" ")).out();

    assertThat(COMMAND_LINE).content().contains("```text\n" + help + "```\n");
  }
}
