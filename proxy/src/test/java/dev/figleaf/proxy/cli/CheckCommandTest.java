package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir Path folder;

  @Test
  void goodRulesAreCounted() throws IOException {
    RuleTexts.write(folder, RuleTexts.GOOD);

    var typed = Typed.in(folder, "check", "--rules", folder.toString());

    assertThat(typed)
        .isEqualTo(new Typed(0, "the rules are good: 2 upstreams, 1 seam, 2 routes, 1 test\n", ""));
  }

  @Test
  void everyProblemIsToldAndTheExitCodeIs2() throws IOException {
    RuleTexts.write(folder, RuleTexts.BAD);

    var typed = Typed.in(folder, "check", "--rules", folder.toString());

    assertThat(typed.out())
        .isEqualTo(
            """
            DIR/rules.yaml:6:9 routes[0].to: unknown upstream "monolit"; did you mean "monolith"?
            DIR/rules.yaml:7:24 routes[1].match: unknown key "metods"; did you mean "methods"?
            2 errors, 0 warnings
            """);
    assertThat(typed.code()).isEqualTo(2);
  }

  @Test
  void warningsAloneAreWell() throws IOException {
    RuleTexts.write(
        folder,
        """
        version: 1
        upstreams:
          monolith: { url: http://127.0.0.1:8081 }
          spare: { url: http://127.0.0.1:8082 }
        routes:
          - match: /**
            to: monolith
        """);

    var typed = Typed.in(folder, "check", "--rules", folder.toString());

    assertThat(typed.code()).isZero();
    assertThat(typed.out()).contains("warning: upstreams.spare").contains("; 1 warning\n");
  }

  @Test
  void routesThatStandInEachOthersWayAreErrors() throws IOException {
    RuleTexts.write(
        folder,
        """
        version: 1
        upstreams:
          monolith: { url: http://127.0.0.1:8081 }
        routes:
          - match: /a
            to: monolith
          - match: /a
            to: monolith
        """);

    assertThat(Typed.in(folder, "check", "--rules", folder.toString()).code()).isEqualTo(2);
  }

  @Test
  void aMapThatIsNoExpressionIsAnErrorWithItsPlace() throws IOException {
    RuleTexts.write(
        folder,
        """
        version: 1
        upstreams:
          monolith: { url: http://127.0.0.1:8081 }
          catalog: { url: http://127.0.0.1:8082 }
        seams:
          catalog:
            from: monolith
            to: catalog
            weight: 0%
            shadow:
              compare:
                map: '{ "name": '
        routes:
          - match: /a
            seam: catalog
          - match: /b
            to: monolith
            shadow:
              to: catalog
              compare:
                map: $replace(name, /a+/, "b")
        """);

    Typed typed = Typed.in(folder, "check", "--rules", folder.toString());

    assertThat(typed.code()).isEqualTo(2);
    assertThat(typed.out())
        .contains(":12:14 seams.catalog.shadow.compare.map: is not JSONata")
        .contains(":21:14 routes[1].shadow.compare.map: regular expressions are refused");
  }

  @Test
  void aMachineGetsPlaces() throws IOException {
    RuleTexts.write(folder, RuleTexts.BAD);

    var typed = Typed.in(folder, "check", "--json", "--rules", folder.toString());

    assertThat(typed.code()).isEqualTo(2);
    assertThat(typed.out())
        .startsWith(
            """
            {
              "ok" : false,
              "problems" : [ {
                "severity" : "error",
                "file" : "DIR/rules.yaml",
                "line" : 6,
                "column" : 9,
                "path" : "routes[0].to",
            """);
  }

  @Test
  void theMonolithOfTheFlagIsKnownToTheRules() throws IOException {
    RuleTexts.write(
        folder,
        """
        version: 1
        routes:
          - match: /a
            to: monolith
        """);

    var typed =
        Typed.in(
            folder, "check", "--rules", folder.toString(), "--monolith", "http://127.0.0.1:8081");

    assertThat(typed.code()).as(typed.out()).isZero();
  }

  @Test
  void anUpstreamThatIsTheFacadeItselfIsFoundByItsConfig() throws IOException {
    RuleTexts.write(folder, RuleTexts.GOOD);

    var typed =
        Typed.of(Map.of("FIGLEAF_LISTEN", ":8081"), folder, "check", "--rules", folder.toString());

    assertThat(typed.code()).isEqualTo(2);
    assertThat(typed.out()).contains("upstreams.monolith");
  }

  @Test
  void rulesThatAreNotThereAreAnError() {
    var typed = Typed.in(folder, "check", "--rules", folder.resolve("none.yaml").toString());

    assertThat(typed)
        .isEqualTo(
            new Typed(
                2,
                "DIR/none.yaml there is no file or folder of this name\n1 error, 0 warnings\n",
                ""));
  }

  @Test
  void withoutRulesItSaysWhatToType() {
    var typed = Typed.of("check");

    assertThat(typed)
        .isEqualTo(
            new Typed(
                2,
                "",
                """
                figleaf: there are no rules in ./routing-rules/rules; say --rules PATH
                Try: figleaf check --help
                """));
  }
}
