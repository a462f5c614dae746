package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lets an operator in, where a facade asks. */
class DeskTokensTest {
  @TempDir Path folder;
  private RunningFacade facade;

  @BeforeEach
  void start() throws IOException {
    facade = RunningFacade.guarded(folder);
  }

  @AfterEach
  void stop() throws IOException {
    facade.close();
  }

  @Test
  void withoutATokenItSaysHowToShowOne() {
    assertThat(facade.type("status"))
        .isEqualTo(
            new Typed(
                1,
                "",
                "figleaf: Send a token as Authorization: Bearer, or log in at /login; say"
                    + " --token-file FILE, or put the token into FIGLEAF_TOKEN\n"));
  }

  @Test
  void aTokenIsSaidInThreeWays() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "look\n");
    assertThat(facade.type("status", "--token", "look").code()).isZero();
    assertThat(facade.type("status", "--token-file", file.toString()).code()).isZero();
    assertThat(facade.type(Map.of("FIGLEAF_TOKEN", "look"), "status").code()).isZero();
    assertThat(facade.type("report", "--token", "look").code()).isZero();
  }

  @Test
  void aWrongTokenIsRefusedAndNotPrinted() {
    Typed typed = facade.type("status", "--token", "s3cr3t");
    assertThat(typed.code()).isEqualTo(1);
    assertThat(typed.err()).contains("no token that is known here").doesNotContain("s3cr3t");
  }

  @Test
  void whoMayOnlyLookChangesNothing() {
    Typed typed = facade.type("panic", "--token", "look");
    assertThat(typed.code()).isEqualTo(1);
    assertThat(typed.err()).contains("takes an operator's");
    assertThat(facade.type("status", "--token", "look").out()).doesNotContain("PANIC");
  }

  @Test
  void theHistoryTellsWhoseTokenItWas() {
    assertThat(facade.type("panic", "--token", "act", "--by", "ann").code()).isZero();
    assertThat(facade.type("history", "--token", "act").out()).contains("ann (token ops)");
  }

  @Test
  void aTokenThatIsNoneIsAWrongCall() throws IOException {
    Path large = Files.writeString(folder.resolve("large"), "x".repeat(5_000));
    for (String[] words :
        new String[][] {
          {"status", "--token", "two words"},
          {"status", "--token-file", folder.resolve("none").toString()},
          {"status", "--token-file", large.toString()},
          {"status", "--token", "a", "--token-file", "b"}
        }) {
      Typed typed = facade.type(words);
      assertThat(typed.code()).as(typed.toString()).isEqualTo(2);
      assertThat(typed.err()).doesNotContain("two words");
    }
  }
}
