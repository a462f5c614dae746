package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a hostile or broken document cannot do. */
class YamlBoundsTest {

  @Test
  void aliasBombIsRefusedBeforeItGrows() {
    var bomb = new StringBuilder("version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i <= 5; i++) {
      String last = "*a" + (i - 1);
      bomb.append("a" + i + ": &a" + i + " [" + (last + ", ").repeat(9) + last + "]\n");
    }
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () ->
            assertThat(RuleFiles.problems(bomb.toString()))
                .isEqualTo(
                    "rules.yaml:6:25 a4[3]: the file holds more than 50,000 values, counting each"
                        + " alias as what it stands for"));
  }

  @Test
  void aliasesInAliasesAreRefusedBeyondFiveDeep() {
    var chain = new StringBuilder("version: 1\na0: &a0 [x]\n");
    for (int i = 1; i <= 6; i++) {
      chain.append("a" + i + ": &a" + i + " [*a" + (i - 1) + "]\n");
    }
    assertThat(RuleFiles.problems(chain.toString()))
        .isEqualTo("rules.yaml:8:10 a6[0]: aliases stand in aliases more than 5 deep");
  }

  @Test
  void anAnchorMayBeUsedByManyUpstreams() {
    var rules = new StringBuilder("version: 1\nupstreams:\n  u0: &u { url: http://h:80 }\n");
    for (int i = 1; i < 40; i++) {
      rules.append("  u" + i + ": *u\n");
    }
    rules.append("routes:\n  - { match: /**, split: {");
    for (int i = 0; i < 40; i++) {
      rules.append(" u" + i + ": 1,");
    }
    assertThat(RuleFiles.good(rules + " } }\n").upstreams()).hasSize(40);
  }

  @Test
  void fiftyThousandValuesAreRefused() {
    assertThat(RuleFiles.problems("version: 1\nroutes: [" + "a,".repeat(50_000) + "a]\n"))
        .contains("the file holds more than 50,000 values")
        .doesNotContain("\n");
  }

  @Test
  void nestingBeyondFiftyIsRefused() {
    String open = "[".repeat(60) + "]".repeat(60);
    assertThat(RuleFiles.problems("version: 1\nroutes: " + open + "\n"))
        .contains("rules.yaml:2:58 ")
        .endsWith("is nested deeper than 50 levels");
  }

  @Test
  void nestingThroughAliasesCountsToo() {
    String inner = "&a " + "[".repeat(40) + "]".repeat(40);
    String outer = "[".repeat(20) + "*a" + "]".repeat(20);
    assertThat(RuleFiles.problems("version: 1\na: " + inner + "\nb: " + outer + "\n"))
        .endsWith("is nested deeper than 50 levels");
  }

  @Test
  void fiftyLevelsOfJsonAreFine() {
    String json = "[".repeat(45) + "]".repeat(45);
    assertThat(
            RuleFiles.good(
                    RuleFiles.withRoutes(
                        "  - { match: /, respond: { json: "
                            + json
                            + " } }\n"
                            + "  - { match: /**, to: monolith }\n"))
                .routes())
        .hasSize(2);
  }

  @Test
  void aHundredThousandOpenBracketsEndQuickly() {
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () ->
            assertThat(RuleFiles.problems("routes: " + "[".repeat(900_000)))
                .endsWith("is nested deeper than 50 levels"));
  }

  @Test
  void aMebibyteIsTheLargestFile() {
    String good = RuleFiles.withRoutes("  - { match: /**, to: monolith }\n");
    String filled = good + "#".repeat(1024 * 1024 - good.length());
    assertThat(RuleFiles.problems(filled)).isEmpty();
    assertThat(RuleFiles.problems(filled + "#"))
        .isEqualTo("rules.yaml the file is larger than 1 MiB; split it up");
  }

  @Test
  void aRecursiveAnchorIsRefused() {
    assertThat(RuleFiles.problems("version: 1\nroutes: &r [ { match: *r } ]\n"))
        .isEqualTo("rules.yaml:2:23 routes[0].match: the alias *r stands for what it is part of");
  }

  @Test
  void duplicateKeysAreRefusedAlsoDeepInside() {
    assertThat(
            RuleFiles.problems(
                RuleFiles.withRoutes("  - { match: /**, respond: { json: { a: 1, a: 2 } } }\n")))
        .startsWith("rules.yaml:5:44 routes[0].respond.json: the key \"a\" stands here a second");
  }

  @Test
  void tagsConstructNothing() {
    assertThat(
            RuleFiles.problems(
                RuleFiles.withRoutes(
                    "  - { match: !!javax.script.ScriptEngineManager /**, to: monolith }\n")))
        .contains("the tag !!javax.script.ScriptEngineManager is refused");
  }

  @Test
  void manyUnknownKeysEndQuickly() {
    var text = new StringBuilder("version: 1\nroutes: []\n");
    for (int i = 0; i < 20_000; i++) {
      text.append("unknown-key-number-" + i + ": 1\n");
    }
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThat(RuleFiles.problems(text.toString())).contains("unknown-key-number-19999"));
  }

  @Test
  void regularExpressionsStaySmall() {
    String nested = "((((a{50}){50}){50}){50})";
    assertThat(
            RuleFiles.problems(
                RuleFiles.withRoutes(
                    "  - { match: { headers: { A: { regex: \""
                        + nested
                        + "\" } } }, to: monolith }\n")))
        .contains("repeats too much");
  }

  @Test
  void longTextsAreNotTakenApart() {
    String colons = ":".repeat(900_000);
    String labels = "a.".repeat(450_000);
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          assertThat(
                  RuleFiles.problems(
                      RuleFiles.withRoutes(
                          "  - { match: { host: '" + labels + "' }, to: monolith }\n")))
              .isEqualTo("rules.yaml:5:22 routes[0].match.host: is longer than 8,192 characters");
          assertThat(
                  RuleFiles.problems(
                      RuleFiles.withRoutes(
                          "  - { match: { client: ['" + colons + "'] }, to: monolith }\n")))
              .endsWith("is longer than 8,192 characters");
        });
  }
}
