package dev.figleaf.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigleafCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rnu            | there is no command rnu; did you mean run?  | figleaf --help
          frobnicate     | there is no command frobnicate              | figleaf --help
          run --lisen :1 | there is no option --lisen; did you mean --listen? | figleaf run --help
          check now      | this is too much: now                       | figleaf check --help
          demo --rate 0  | --rate is from 1 to 1000, not 0             | figleaf demo --help
          demo --for 20  | --for: "20" has no unit; write 20s or 20ms  | figleaf demo --help
          run --rules    | missing required parameter for option '--rules' (PATH) | figleaf run --help
          """)
  void aWrongCallSaysWhatWasWrongAndWhatToType(String typed, String wrong, String remedy) {
    assertThat(Typed.of(typed.split(" ")))
        .isEqualTo(new Typed(2, "", "figleaf: " + wrong + "\nTry: " + remedy + "\n"));
  }

  @Test
  void withoutACommandItAsksWhich() {
    assertThat(Typed.of())
        .isEqualTo(new Typed(2, "", "figleaf: which command?\nTry: figleaf --help\n"));
  }

  @Test
  void versionIsForPeopleAndForMachines() {
    assertThat(Typed.of("version").out()).matches("figleaf \\d\\S* \\(Java \\d\\S*, .*\\)\n");
    assertThat(Typed.of("--version").out()).isEqualTo(Typed.of("version").out());
    assertThat(Typed.of("version", "--json").out()).contains("\"version\" : \"");
  }

  @Test
  void completionIsAScriptThatBashTakes(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("completion"), Typed.of("completion").out());

    Process bash =
        new ProcessBuilder("bash", "-c", "source " + script + "; complete -p figleaf")
            .redirectErrorStream(true)
            .start();

    assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(bash.getInputStream().readAllBytes(), UTF_8)).contains("figleaf");
    assertThat(bash.exitValue()).isZero();
    assertThat(Files.readString(script)).contains("--cover").contains("explain");
  }

  @Test
  void theSchemaBesideTheRulesIsTheOneThatIsPrinted() throws IOException {
    assertThat(Path.of("../routing-rules/rules.schema.json"))
        .as("make it anew: ./figleaf schema > routing-rules/rules.schema.json")
        .content()
        .isEqualTo(Typed.of("schema").out());
  }

  @Test
  void aConfigWithErrorsIsToldByEveryCommandThatReadsRules(@TempDir Path folder)
      throws IOException {
    Path config = Files.writeString(folder.resolve("figleaf.yaml"), "lisen: :80\n");

    assertThat(Typed.in(folder, "check", "--config", config.toString()))
        .isEqualTo(
            new Typed(
                2, "", "DIR/figleaf.yaml:1:1 unknown key \"lisen\"; did you mean \"listen\"?\n"));
  }
}
