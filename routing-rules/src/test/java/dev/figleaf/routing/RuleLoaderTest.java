package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.Environment;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleTexts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules as operators write them, from their text to the route of a request. */
class RuleLoaderTest {
  private static final String SHOP =
      """
      version: 1
      upstreams:
        monolith: { url: "http://127.0.0.1:8081" }
        catalog: { url: "http://127.0.0.1:8082" }
      seams:
        catalog: { from: monolith, to: catalog, weight: 20%, cohort: [header:X-User-Id] }
      routes:
        - match: { path: /api/catalog/**, methods: [GET, HEAD] }
          seam: catalog
        - match: /**
          to: monolith
      tests:
        - name: one client in five reads the new catalog
          request: { path: /api/catalog/items/7, bucket: 0.19 }
          expect: { upstream: catalog }
        - name: the others do not
          request: { path: /api/catalog/items/7, bucket: 0.2 }
          expect: { upstream: monolith }
      """;

  private static final String HEAD =
      """
      version: 1
      upstreams: { monolith: { url: "http://127.0.0.1:8081" } }
      """;

  private final RuleReader reader =
      new RuleReader(Environment.of(Map.of("KEY", "very-secret-value")));

  private Loaded load(String text) {
    return new RuleLoader(reader).load(Map.of("shop.yaml", text));
  }

  private Loaded.Ok ok(String text) {
    Loaded loaded = load(text);
    assertThat(loaded).isInstanceOf(Loaded.Ok.class);
    return (Loaded.Ok) loaded;
  }

  private List<String> problems(String text) {
    Loaded loaded = load(text);
    assertThat(loaded).isInstanceOf(Loaded.Rejected.class);
    return loaded.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void aRuleFileBecomesATableWhoseTestsPass() {
    Loaded.Ok loaded = ok(SHOP);
    RuleTests.Report report = RuleTests.run(loaded.rules(), loaded.table(), Rules.NO_BODIES);
    assertThat(report.passed()).isTrue();
    assertThat(report.results()).hasSize(2);
    assertThat(report.unreached()).extracting(Route::name).containsExactly("/**");
  }

  @Test
  void conflictsAreFoundOverAllFilesWithTheirPlaces() {
    Loaded loaded =
        new RuleLoader(reader)
            .load(
                Map.of(
                    "a.yaml",
                    HEAD + "routes:\n- { match: '/a/{id}', to: monolith, name: first }\n",
                    "b.yaml",
                    "version: 1\nroutes:\n- { match: /b, to: monolith }\n"
                        + "- { match: '/a/{x}', to: monolith }\n"));
    assertThat(loaded.problems())
        .extracting(Problem::toString)
        .singleElement()
        .asString()
        .startsWith("b.yaml:4:12 routes[1].match: ties with route \"first\" (a.yaml:4:3): ");
  }

  @Test
  void aRouteThatNeverWinsIsRejected() {
    assertThat(
            problems(
                HEAD
                    + """
                    routes:
                      - { match: /api/**, to: monolith, priority: 1, name: front }
                      - { match: /api/x, to: monolith }
                    """))
        .singleElement()
        .asString()
        .startsWith("shop.yaml:5:14 routes[1].match: can never win: route \"front\"");
  }

  @Test
  void aMonolithAloneTakesEverything() {
    var loader = new RuleLoader(reader.withMonolith(URI.create("http://127.0.0.1:8081")));
    Loaded loaded = loader.load((Path) null);
    assertThat(loaded).isInstanceOf(Loaded.Ok.class);
    RouteTable table = ((Loaded.Ok) loaded).table();
    Route route = table.match(Heads.request("POST", "/any/path").build());
    assertThat(route).isNotNull();
    assertThat(table.explain(SimpleRequestHead.get("/")).lines())
        .containsExactly(
            "GET / on localhost", "route /**", "  path: / is /**", "  upstream: monolith");
  }

  @Test
  void rulesBehindTheRouteOfAMonolithAreRejectedWithItsName() {
    var loader = new RuleLoader(reader.withMonolith(URI.create("http://127.0.0.1:8081")));
    String text = "version: 1\nroutes:\n- { match: /**, to: monolith, priority: -1, name: low }\n";
    assertThat(loader.load(Map.of("shop.yaml", text))).isInstanceOf(Loaded.Ok.class);
    String narrower =
        "version: 1\nroutes:\n- { match: { path: /a, methods: [GET] }, to: monolith, priority: -1 }\n";
    assertThat(loader.load(Map.of("shop.yaml", narrower)).problems())
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .startsWith("can never win: route \"/**\" matches all that it matches");
  }

  @Test
  void aSecretConditionIsExplainedWithoutItsValue() {
    Loaded.Ok loaded =
        ok(
            HEAD
                + """
                routes:
                  - { match: { path: /a, headers: { X-Key: "${KEY}" } }, to: monolith }
                  - { match: { path: /a, query: { k: { prefix: "${KEY}" } } }, to: monolith }
                  - { match: /**, to: monolith }
                """);
    var rejected = loaded.table().explain(Heads.get("/a?k=wrong").header("X-Key", "no").build());
    var chosen =
        loaded.table().explain(Heads.get("/a").header("X-Key", "very-secret-value").build());
    assertThat(rejected.toString())
        .contains("header X-Key: is not what a secret says")
        .contains("query k: is not what a secret says")
        .doesNotContain("very-secret");
    assertThat(chosen.toString())
        .contains("header X-Key: is what a secret says")
        .doesNotContain("very-secret");
  }

  @Test
  void textsOfBeforeAreReadAsIfTheyStillStoodThere(@TempDir Path folder) throws IOException {
    var loader = new RuleLoader(new RuleReader(Environment.of(Map.of())));
    Files.writeString(folder.resolve("key"), "one");
    String text =
        HEAD
            + """
            routes:
              - { match: /key, to: monolith, headers: { request: { set: { X-Key: "${file:key}" } } } }
            """;
    Files.writeString(folder.resolve("shop.yaml"), text);
    var before = (Loaded.Ok) loader.load(folder);
    assertThat(before.texts().files()).containsExactly(Map.entry("shop.yaml", text));

    Files.writeString(folder.resolve("shop.yaml"), "version: 1\nroutes: 7\n");
    var again = (Loaded.Ok) loader.load(before.texts(), folder);
    assertThat(again.rules()).isEqualTo(before.rules());
    assertThat(again.hash()).isEqualTo(before.hash());
    assertThat(loader.load(before.texts(), folder.resolve("shop.yaml")).hash())
        .isEqualTo(before.hash());
    Files.writeString(folder.resolve("key"), "two");
    var later = (Loaded.Ok) loader.load(before.texts(), folder);
    assertThat(later.texts().hash()).isEqualTo(before.texts().hash());
    assertThat(later.hash()).isNotEqualTo(before.hash());
    assertThat(loader.load(RuleTexts.of(Map.of("shop.yaml", "x: 1\n")), folder).problems())
        .extracting(Problem::toString)
        .anyMatch(told -> told.startsWith(folder.resolve("shop.yaml") + ":1:"));
  }

  @Test
  void aFolderIsReadAsOneRuleSet(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("shop.yaml"), SHOP);
    assertThat(new RuleLoader(reader).load(folder)).isInstanceOf(Loaded.Ok.class);
    Loaded missing = new RuleLoader(reader).load(folder.resolve("other"));
    assertThat(missing).isInstanceOf(Loaded.Rejected.class);
  }
}
