package dev.figleaf.rules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleReaderTest {
  private static final Path VALID = Path.of("src/test/resources/valid");

  @Test
  void readsTheRuleFileOfTheSampleMigration() {
    RuleSet rules = RuleFiles.good(RuleFiles.reader().read(VALID.resolve("shop.yaml")));
    assertThat(rules.upstreams().keySet()).containsExactly("monolith", "catalog");
    assertThat(upstream(rules, "catalog").addresses())
        .containsExactly(URI.create("http://127.0.0.1:8082"), URI.create("http://127.0.0.1:8083"));
    assertThat(upstream(rules, "catalog").timeout().response()).isEqualTo(Duration.ofSeconds(5));
    SeamSpec seam = seam(rules, "catalog");
    assertThat(seam.weight()).isEqualTo(new Percentage(20_000));
    assertThat(seam.cohort())
        .isEqualTo(
            new CohortSpec.Keyed(
                List.of(new CohortKey.Header("X-User-Id"), new CohortKey.Cookie("SESSION"))));
    assertThat(rules.routes())
        .extracting(RouteSpec::name)
        .containsExactly("GET,HEAD /api/catalog/**", "/**");
    assertThat(rules.routes().get(1).action()).isEqualTo(new Action.Forward("monolith"));
    assertThat(rules.tests().getFirst().request().bucket()).isEqualTo(0.19);
  }

  @Test
  void readsEveryKeyOfTheLanguage() {
    RuleSet rules = RuleFiles.good(RuleFiles.reader().read(VALID.resolve("everything.yaml")));
    assertThat(upstream(rules, "monolith").url()).isEqualTo(URI.create("http://old.example.com"));
    assertThat(upstream(rules, "monolith").host()).isEqualTo(new HostPolicy.Endpoint());
    assertThat(upstream(rules, "catalog").pool()).isEqualTo(new PoolSpec(8, 5, null, null));
    assertThat(upstream(rules, "secure").tls())
        .isEqualTo(new TlsSpec("ca.pem", "client.pem", "client.key", "secure.internal", false));
    assertThat(seam(rules, "catalog").cohort()).isEqualTo(new CohortSpec.PerRequest());
    assertThat(seam(rules, "checkout").weight()).isEqualTo(Percentage.ZERO);
    assertThat(rules.defaults().timeout().connect()).isEqualTo(Duration.ofMillis(250));
    RouteSpec catalog = rules.routes().getFirst();
    assertThat(catalog.match().headers())
        .containsEntry("X-Country", new ValueMatch.Equal("NO"))
        .containsEntry("X-Version", new ValueMatch.Prefix("v2"))
        .containsEntry("X-Debug", new ValueMatch.Absent());
    assertThat(catalog.match().query()).containsEntry("page", new ValueMatch.Equal("2"));
    assertThat(catalog.headers().request().set()).containsEntry("X-Number", "42");
    assertThat(catalog.maxBody()).isEqualTo(new ByteSize(10 * 1024 * 1024));
    assertThat(catalog.priority()).isEqualTo(-5);
    assertThat(rules.routes().get(3).action()).isEqualTo(new Action.Redirect("/new", 302));
    assertThat(rules.routes().get(6).action())
        .isInstanceOfSatisfying(
            Action.Respond.class,
            respond ->
                assertThat(respond.json())
                    .isEqualTo(
                        new JsonText(
                            "{\"country\":\"NO\",\"open\":true,\"at\":\"12:30:45\",\"items\":[1,2.50,null,\"3\"]}")));
  }

  @Test
  void readsWhatHoldsWhenThingsFail() {
    RuleSet rules = RuleFiles.good(RuleFiles.reader().read(VALID.resolve("everything.yaml")));
    UpstreamSpec catalog = upstream(rules, "catalog");
    assertThat(catalog.balance())
        .isEqualTo(new BalanceSpec.Hash(new CohortKey.Header("X-User-Id")));
    assertThat(catalog.health())
        .isEqualTo(
            new HealthSpec(
                "/healthz",
                Duration.ofSeconds(2),
                Duration.ofMillis(500),
                1,
                2,
                List.of(new StatusClass(200, 299), StatusClass.of(404)),
                "shop"));
    assertThat(catalog.breaker().count())
        .containsExactly(new StatusClass(500, 599), StatusClass.of(429));
    assertThat(catalog.bulkhead()).isEqualTo(new BulkheadSpec(200, 50, 20));
    assertThat(catalog.deadlineHeader()).isEqualTo(new DeadlineHeader.Named("X-Time-Left"));
    assertThat(seam(rules, "catalog").rescue()).isEqualTo(Rescue.SAFE_OR_UNSENT);
    assertThat(seam(rules, "checkout").rescue()).isEqualTo(Rescue.SAFE);
    RouteSpec route = rules.routes().getFirst();
    assertThat(route.hedge())
        .isEqualTo(new HedgeSpec(new HedgeDelay.Percentile(95), new Percentage(2_000)));
    assertThat(route.retry()).isEqualTo(new RetrySpec(3, null, true));
    assertThat(route.fallback())
        .isEqualTo(new FallbackSpec(null, 200, Map.of("X-Stale", "1"), new JsonText("[]"), null));
  }

  @Test
  void readsWhichAnswersAreKept() {
    RuleSet rules = RuleFiles.good(RuleFiles.reader().read(VALID.resolve("everything.yaml")));
    assertThat(rules.routes().getFirst().cache())
        .isEqualTo(
            new CacheSpec(
                Duration.ofSeconds(30),
                List.of("Accept-Language", "X-Client"),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                ByteSize.parse("16MiB"),
                ByteSize.parse("256KiB")));
    assertThat(rules.routes().stream().map(RouteSpec::cache).filter(Objects::nonNull).toList())
        .contains(
            new CacheSpec(
                Duration.ofSeconds(5),
                List.of(),
                Duration.ZERO,
                Duration.ZERO,
                ByteSize.parse("64MiB"),
                ByteSize.parse("1MiB")));
  }

  @Test
  void readsHowAnswersAreCompared() {
    RuleSet rules = RuleFiles.good(RuleFiles.reader().read(VALID.resolve("everything.yaml")));
    ShadowSpec shadow = Objects.requireNonNull(seam(rules, "catalog").shadow());
    assertThat(shadow.sample()).isEqualTo(Percentage.parse("10%"));
    assertThat(shadow.credentials()).isEqualTo(Credentials.DROP);
    assertThat(shadow.limit()).isEqualTo(ByteSize.parse("256KiB"));
    assertThat(shadow.compare().ignore())
        .extracting(FieldPath::toString)
        .containsExactly(
            "body:$.generatedAt", "header:etag", "cookie:SESSION", "body://input/@value");
    assertThat(shadow.compare().tolerance())
        .containsEntry("body:$.updatedAt", new Tolerance.Times(Duration.ofSeconds(5)));
    assertThat(shadow.compare().equivalentStatus())
        .containsExactly(List.of(200, 204), List.of(404, 410));
    assertThat(shadow.compare().noise())
        .isEqualTo(new NoiseSpec(NoiseMode.AUTO, new Percentage(500)));
    assertThat(shadow.ready().latency())
        .isEqualTo(new LatencyBudget(Duration.ofMillis(300), new Percentage(2_000)));
    ShadowSpec usual = Objects.requireNonNull(seam(rules, "checkout").shadow());
    assertThat(usual.compare().noise().mode()).isEqualTo(NoiseMode.OFF);
    assertThat(usual.ready().mismatches()).isEqualTo(ReadySpec.STANDARD.mismatches());
    assertThat(usual.sample()).isEqualTo(Percentage.ALL);
    assertThat(Objects.requireNonNull(rules.routes().get(7).shadow()).to()).isEqualTo("catalog");
  }

  @Test
  void figuresThatNobodyWritesAreTakenFromTheDefaultsAndThenFromTheStandard() {
    RuleSet rules = RuleFiles.good(RuleFiles.reader().read(VALID.resolve("everything.yaml")));
    UpstreamSpec catalog = upstream(rules, "catalog").orElse(rules.defaults());
    assertThat(catalog.breaker().openFor()).as("its own").isEqualTo(Duration.ofSeconds(30));
    assertThat(catalog.breaker().openAtMost()).as("default").isEqualTo(Duration.ofMinutes(1));
    assertThat(catalog.retry()).isEqualTo(new RetrySpec(0, new Percentage(10_000), false));
    UpstreamSpec monolith = upstream(rules, "monolith").orElse(rules.defaults());
    assertThat(monolith.breaker().failureRate()).isEqualTo(BreakerSpec.STANDARD.failureRate());
    assertThat(monolith.bulkhead()).isEqualTo(new BulkheadSpec(500, 0, 50));
    assertThat(monolith.slowStart()).isEqualTo(UpstreamSpec.SLOW_START);
  }

  @Test
  void namesRoutesByTheirMatchAndKeepsNamesUnique() {
    RuleSet rules =
        RuleFiles.good(
            RuleFiles.withRoutes(
                """
                  - { match: { path: /api/home, headers: { X-Client: mobile } }, to: monolith }
                  - { match: { host: a.example.com, methods: [GET] }, to: monolith }
                  - { match: { path: /x, query: { a: { present: true }, b: { absent: true } } }, to: monolith }
                  - { match: { path: /y, cookies: { c: { prefix: v }, d: { regex: "^w$" } } }, to: monolith }
                  - { match: { path: /z, client: [10.0.0.0/8] }, to: monolith }
                  - { match: /**, to: monolith, priority: 1 }
                  - { match: /**, to: monolith }
                """));
    assertThat(rules.routes())
        .extracting(RouteSpec::name)
        .containsExactly(
            "/api/home [X-Client=mobile]",
            "GET a.example.com/**",
            "/x [query:a, !query:b]",
            "/y [cookie:c=v*, cookie:d~^w$]",
            "/z [client:10.0.0.0/8]",
            "/**",
            "/** #2");
  }

  @Test
  void aNameNeverShowsAValueOfTheEnvironment() {
    var reader = new RuleReader(Environment.of(Map.of("PREVIEW", "open-sesame")));
    RuleSet rules =
        RuleFiles.good(
            reader.read(
                Map.of(
                    "a.yaml",
                    RuleFiles.withRoutes(
                        "  - { match: { headers: { X-Preview: \"${PREVIEW}\" } }, to: monolith }\n"))));
    assertThat(rules.routes().getFirst().name()).isEqualTo("/** [X-Preview=…]");
    assertThat(rules.routes().getFirst().match().headers())
        .containsEntry("X-Preview", new ValueMatch.Equal("open-sesame"));
  }

  @Test
  void readsAFolderInTheOrderOfItsNamesAndNothingElse(@TempDir Path folder) throws IOException {
    write(folder, "b.yml", "version: 1\nroutes:\n  - { match: /b, to: monolith }\n");
    write(folder, "a.yaml", RuleFiles.withRoutes("  - { match: /a, to: monolith }\n"));
    write(folder, ".hidden.yaml", "no: rules\n");
    write(folder, "notes.txt", "no rules\n");
    Files.createDirectory(folder.resolve("sub.yaml"));
    write(folder.resolve("sub.yaml"), "c.yaml", "no: rules\n");
    RuleSet rules = RuleFiles.good(RuleFiles.reader().read(folder));
    assertThat(rules.routes()).extracting(RouteSpec::name).containsExactly("/a", "/b");
  }

  @Test
  void readsTheFolderOfAConfigMap(@TempDir Path folder) throws IOException {
    Path data = Files.createDirectory(folder.resolve("..2026_01_01"));
    write(data, "shop.yaml", RuleFiles.withRoutes("  - { match: /a, to: monolith }\n"));
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_01"));
    Files.createSymbolicLink(folder.resolve("shop.yaml"), Path.of("..data/shop.yaml"));
    RuleSet rules = RuleFiles.good(RuleFiles.reader().read(folder));
    assertThat(rules.routes()).hasSize(1);
  }

  @Test
  void countsRoutesOverAllFilesButShowsThePathInTheFile() {
    String first = RuleFiles.withRoutes("  - { match: /a, to: monolith }\n");
    String second = "version: 1\nroutes:\n  - { match: /b, to: monolith }\n";
    RuleSet rules =
        RuleFiles.good(RuleFiles.reader().read(Map.of("a.yaml", first, "b.yaml", second)));
    assertThat(rules.origins().place("routes[1].match.path"))
        .hasValue(new Origins.Place(new Location("b.yaml", 3, 14), "routes[0].match", false));
    assertThat(rules.origins().error("routes[1]", "x")).hasToString("b.yaml:3:5 routes[0]: x");
    assertThat(rules.origins().of("upstreams.monolith.url"))
        .hasValue(new Location("a.yaml", 3, 20));
  }

  @Test
  void hashTellsWhetherAnythingChanged(@TempDir Path folder) throws IOException {
    write(folder, "secret", "one\n");
    String text =
        RuleFiles.withRoutes(
            "  - { match: /a, to: monolith, headers: { request: { set: { A: \"${file:secret}\" } } } }\n");
    write(folder, "a.yaml", text);
    String first = RuleFiles.reader().read(folder).hash();
    assertThat(first).matches("[0-9a-f]{64}").isEqualTo(RuleFiles.reader().read(folder).hash());
    write(folder, "secret", "two\n");
    String second = RuleFiles.reader().read(folder).hash();
    assertThat(second).isNotEqualTo(first);
    Files.delete(folder.resolve("secret"));
    String third = RuleFiles.reader().read(folder).hash();
    assertThat(third).isNotEqualTo(second);
    write(folder, "secret", "one\n");
    assertThat(RuleFiles.reader().read(folder).hash()).isEqualTo(first);
    Files.move(folder.resolve("a.yaml"), folder.resolve("b.yaml"));
    assertThat(RuleFiles.reader().read(folder).hash()).isNotEqualTo(first);
  }

  @Test
  void takesValuesFromTheEnvironmentAndFromFiles(@TempDir Path folder) throws IOException {
    write(folder, "token", "abc\n");
    write(
        folder,
        "a.yaml",
        """
        version: 1
        upstreams:
          monolith: { url: "http://${HOST}:${PORT:-8081}" }
        routes:
          - match: /**
            to: monolith
            headers: { request: { set: { A: "Bearer ${file:token}", B: "$${HOST} ${NONE:-}", C: '${HOST}' } } }
        """);
    RuleSet rules =
        RuleFiles.good(new RuleReader(Environment.of(Map.of("HOST", "shop"))).read(folder));
    assertThat(upstream(rules, "monolith").url()).isEqualTo(URI.create("http://shop:8081"));
    assertThat(rules.routes().getFirst().headers().request().set())
        .isEqualTo(Map.of("A", "Bearer abc", "B", "${HOST} ", "C", "shop"));
  }

  @Test
  void filesForValuesAreBoundedAndRegular(@TempDir Path folder) throws IOException {
    write(folder, "large", "x".repeat(64 * 1024 + 1));
    Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF});
    write(
        folder,
        "a.yaml",
        RuleFiles.withRoutes(
            """
              - match: /a
                respond: { body: "${file:large}" }
              - match: /b
                respond: { body: "${file:binary}" }
              - match: /c
                respond: { body: "${file:/dev/zero}" }
              - match: /d
                to: monolith
            """));
    assertThat(RuleFiles.problems(RuleFiles.reader().read(folder)))
        .contains("cannot take ${file:large}: it is larger than 64 KiB")
        .contains("cannot take ${file:binary}: it is not text in UTF-8")
        .contains("cannot take ${file:/dev/zero}: it is not a regular file");
  }

  @Test
  void valuesOfOneFileTogetherAreBounded() {
    var reader = new RuleReader(Environment.of(Map.of("LONG", "x".repeat(100_000))));
    String routes = "  - { match: /a, respond: { body: \"" + "${LONG}".repeat(11) + "\" } }\n";
    assertThat(RuleFiles.problems(reader.read(Map.of("a.yaml", RuleFiles.withRoutes(routes)))))
        .contains("what this file takes from variables and files is over 1 MiB");
  }

  @Test
  void aMissingPathIsAProblem(@TempDir Path folder) {
    Path missing = folder.resolve("rules");
    assertThat(RuleFiles.problems(RuleFiles.reader().read(missing)))
        .isEqualTo(missing + " there is no file or folder of this name");
  }

  @Test
  void aDeviceIsNoRuleFile() {
    assertThat(RuleFiles.problems(RuleFiles.reader().read(Path.of("/dev/zero"))))
        .isEqualTo("/dev/zero this is not a regular file");
  }

  @Test
  void aByteOrderMarkSaysNothing(@TempDir Path folder) throws IOException {
    write(folder, "a.yaml", "\uFEFF" + RuleFiles.withRoutes("  - { match: /a, to: monolith }\n"));
    assertThat(RuleFiles.good(RuleFiles.reader().read(folder)).routes()).hasSize(1);
  }

  @Test
  void theMonolithOfTheCommandLineFillsWhatTheRulesLeaveOpen() {
    var reader = RuleFiles.reader().withMonolith(URI.create("http://127.0.0.1:9000"));
    RuleSet alone = RuleFiles.good(reader.read(RuleSources.none()));
    assertThat(alone.routes()).extracting(RouteSpec::name).containsExactly("/**");
    RuleSet beside =
        RuleFiles.good(
            reader.read(
                Map.of("a.yaml", "version: 1\nroutes:\n  - { match: /a, to: monolith }\n")));
    assertThat(beside.routes()).extracting(RouteSpec::name).containsExactly("/a", "/**");
    RuleSet kept =
        RuleFiles.good(
            reader.read(
                Map.of("a.yaml", RuleFiles.withRoutes("  - { match: /**, to: monolith }\n"))));
    assertThat(kept.routes()).hasSize(1);
    assertThat(upstream(kept, "monolith").url()).isEqualTo(URI.create("http://127.0.0.1:8081"));
  }

  @Test
  void equalRulesAreEqualWhereverTheyStand() {
    String text =
        RuleFiles.withRoutes("  - { match: { headers: { A: { regex: a+ } } }, to: monolith }\n");
    assertThat(RuleFiles.good(text)).isEqualTo(RuleFiles.good("# moved down\n" + text));
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private static UpstreamSpec upstream(RuleSet rules, String name) {
    return requireNonNull(rules.upstreams().get(name));
  }

  private static SeamSpec seam(RuleSet rules, String name) {
    return requireNonNull(rules.seams().get(name));
  }
}
