package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {
  private static final String FAILING =
      RuleTexts.GOOD
          + """
            - name: the others stay
              request: { path: /api/catalog/items/7, bucket: 0.19 }
              expect: { upstream: monolith, path: /items/7 }
          """;

  @TempDir Path folder;

  @Test
  void goodTestsPass() throws IOException {
    RuleTexts.write(folder, RuleTexts.GOOD);

    assertThat(Typed.in(folder, "test", "--rules", folder.toString()))
        .isEqualTo(
            new Typed(
                0, "ok    one client in five reads the new catalog\n1 passed, 0 failed\n", ""));
  }

  @Test
  void aFailureShowsWhatWasExpectedAndWhatIs() throws IOException {
    RuleTexts.write(folder, FAILING);

    assertThat(Typed.in(folder, "test", "--rules", folder.toString()))
        .isEqualTo(
            new Typed(
                1,
                """
                ok    one client in five reads the new catalog
                FAIL  the others stay (DIR/rules.yaml:20:5)
                        upstream
                          expected  monolith
                          actual    catalog
                        path
                          expected  /items/7
                          actual    /api/catalog/items/7
                1 passed, 1 failed
                """,
                ""));
  }

  @Test
  void coverListsRoutesThatNoTestReaches() throws IOException {
    RuleTexts.write(folder, RuleTexts.GOOD);

    assertThat(Typed.in(folder, "test", "--cover", "--rules", folder.toString()).out())
        .isEqualTo(
            """
            ok    one client in five reads the new catalog
            no test reaches
                    /** (DIR/rules.yaml:14:5)
            1 passed, 0 failed
            """);
  }

  @Test
  void rulesWithErrorsAreNotTested() throws IOException {
    RuleTexts.write(folder, RuleTexts.BAD);

    var typed = Typed.in(folder, "test", "--rules", folder.toString());

    assertThat(typed.code()).isEqualTo(2);
    assertThat(typed.err()).contains("DIR/rules.yaml:6:9 routes[0].to");
    assertThat(typed.out()).isEmpty();
  }

  @Test
  void aMachineGetsEveryCheck() throws IOException {
    RuleTexts.write(folder, FAILING);

    var typed = Typed.in(folder, "test", "--json", "--cover", "--rules", folder.toString());

    assertThat(typed.code()).isEqualTo(1);
    assertThat(typed.out())
        .startsWith(
            """
            {
              "passed" : 1,
              "failed" : 1,
              "tests" : [ {
                "name" : "one client in five reads the new catalog",
                "place" : "DIR/rules.yaml:17:5",
                "passed" : true,
                "route" : "GET,HEAD /api/catalog/**",
                "checks" : [ {
                  "field" : "upstream",
                  "expected" : "catalog",
                  "actual" : "catalog",
                  "passed" : true,
                  "remedy" : null
            """)
        .endsWith(
            """
              "unreached" : [ {
                "name" : "/**",
                "place" : "DIR/rules.yaml:14:5"
              } ]
            }
            """);
  }
}
